import { z } from 'zod';
import { type DeclaredImage, imageSchema, refuseUnfitImage } from '../src/catalogue/image.ts';
import { lowestPriceCredits } from '../src/catalogue/offer.ts';
import type { AccountOverview } from '../src/credits/account-overview.ts';
import type { MessageCommand } from '../src/discord/command.ts';
import { button, row } from '../src/discord/components.ts';
import { Refusal } from '../src/errors/refusal.ts';
import { wordsFor } from '../src/words/words.ts';
import { type AnimateOffers, chosenOffer } from './animate.ts';
import { animateForm, readAnimateForm } from './animate-form.ts';
import { readGeneration } from './generation-options.ts';
import { menuDeclaration } from './message-menu.ts';
import { picturesIn } from './message-pictures.ts';

const formSchema = z.object({
  pictures: z.array(
    imageSchema.extend({
      fileName: z.string(),
      contentType: z.string().nullable(),
      bytes: z.number().nullable(),
    }),
  ),
  /** As it was filled in, where it was not taken. */
  filled: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
});

/** Discord calls the command by this name, in whatever language it is shown. */
const name = wordsFor('en-US')('menu.animate-this');

/**
 * «Animate this» in the menu of every message: `/animate` with a picture that is there already.
 * @param offers - of the models that can begin with a picture; the first is what stands in the form
 */
export const animateThis = (offers: AnimateOffers, attachmentOrigins: readonly string[]): MessageCommand => ({
  declaration: menuDeclaration('menu.animate-this'),
  async executeOn({ target, origin }, { generations, wallet, forms }, memberWords) {
    const pictures = picturesIn(target, attachmentOrigins);
    // Whoever cannot have a video at all should not be asked to describe it.
    await generations.refuseEarly(origin);
    refuseTooFewCredits(await wallet.overview(origin), offers);
    const payload = await forms.keep(origin, { pictures });
    return animateForm({ payload, offers, pictures }, memberWords);
  },
  /** What was typed is not lost where it is not taken: a button opens it again. */
  async submit(payload, fields, { origin }, { generations, forms }, memberWords) {
    const { pictures } = await forms.find(payload, origin, formSchema);
    const { picture, model, ...options } = readAnimateForm(fields);
    const startImage = pictureAt(pictures, picture);
    try {
      refuseUnfitImage(startImage, attachmentOrigins);
      const request = readGeneration(chosenOffer(offers, model), { options }, { startImage });
      return { kind: 'job', job: await generations.accept(origin, request) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const owner = { command: name, payload: await forms.keep(origin, { pictures, filled: fields }) };
      return {
        kind: 'reply',
        content: memberWords(`refusal.${error.code}`, error.context),
        components: [row(button(owner, { label: memberWords('job.button.edit') }))],
      };
    }
  },
  async press(payload, { origin }, { generations, forms }, memberWords) {
    const { pictures, filled } = await forms.find(payload, origin, formSchema);
    await generations.refuseEarly(origin);
    return animateForm({ payload, offers, pictures, filled }, memberWords);
  },
});

/** @throws {Refusal} where even the cheapest video costs too much */
function refuseTooFewCredits(
  { isExempt, availableCredits: available }: Pick<AccountOverview, 'isExempt' | 'availableCredits'>,
  offers: AnimateOffers,
): void {
  const price = Math.min(...offers.map(lowestPriceCredits));
  if (!isExempt && available < price) throw new Refusal('too-few-credits', { price, available });
}

function pictureAt(pictures: readonly DeclaredImage[], index: number): DeclaredImage {
  const picture = pictures[index];
  if (!picture) throw new Refusal('form-too-old');
  return picture;
}
