import type { ModelOffer } from '../../catalogue/offer.ts';
import type { AccountOverview } from '../../credits/account-overview.ts';
import type { Words } from '../../words/words.ts';
import type { CommandMention } from '../command-mentions.ts';
import { allowanceLines } from './credits.ts';
import { priceRangeText } from './figures.ts';

/** What `/help` says: short enough for a phone. */

/** A command to try. */
export interface Example {
  readonly command: 'ray' | 'ray-flash' | 'animate';
  /** Of the model that makes it where nobody names another. */
  readonly offer: ModelOffer;
}

export interface Help {
  readonly examples: readonly Example[];
  /** Of the reader, here. */
  readonly account: AccountOverview;
  /** Whether the reader has the commands for admins. */
  readonly isAdmin: boolean;
  readonly mention: CommandMention;
}

/** For somebody in a guild that is served. */
export function helpText(help: Help, words: Words): string {
  const { mention, isAdmin } = help;
  return [
    words('help.title'),
    words('help.how'),
    ...exampleLines(help, words),
    '',
    ...creditLines(help, words),
    '',
    words('help.buttons'),
    words('help.buttons.card'),
    words('help.buttons.video', { jobs: mention('jobs') }),
    '',
    words('help.questions'),
    words('help.report'),
    words('help.privacy', { privacy: mention('privacy show') }),
    ...(isAdmin ? adminLines(mention, words) : []),
  ].join('\n');
}

/** For somebody to whom nothing else is open here. @param wayOut - what to do about it */
export function unservedHelpText(wayOut: string, mention: CommandMention, words: Words): string {
  return [words('help.title'), wayOut, '', words('help.privacy', { privacy: mention('privacy show') })].join('\n');
}

function exampleLines({ examples, mention }: Help, words: Words): string[] {
  if (examples.length === 0) return [];
  const priced = examples.flatMap(({ command, offer }) => {
    const [seconds] = offer.durationsSeconds;
    return seconds === undefined ? [] : [{ command, offer, seconds, price: offer.priceCredits(seconds) }];
  });
  const lines = priced
    .toSorted((a, b) => a.price.min - b.price.min)
    .map(({ command, price, seconds }) =>
      words(command === 'animate' ? 'help.picture-example' : 'help.example', {
        command: mention(command),
        prompt: words(`help.example.${command}`),
        price: priceRangeText(price, words),
        seconds,
      }),
    );
  const fromPicture = examples.some(({ command }) => command === 'animate');
  return ['', words('help.examples'), ...lines, ...(fromPicture ? [words('help.menu')] : [])];
}

function creditLines({ account, mention }: Help, words: Words): string[] {
  return [
    words('help.credits'),
    words('credits.available', { credits: account.availableCredits }),
    ...(account.isExempt ? [words('credits.exempt')] : []),
    ...allowanceLines(account, words),
    words('help.credits.back', { credits: mention('credits') }),
  ];
}

function adminLines(mention: CommandMention, words: Words): string[] {
  return [
    '',
    words('help.admin'),
    words('help.admin.credits', { allowance: mention('quota allowance'), quota: mention('quota show') }),
    words('help.admin.rules', {
      settings: mention('settings show'),
      channels: mention('settings channels add'),
      reports: mention('settings reports'),
    }),
    words('help.admin.state', { usage: mention('usage'), status: mention('status') }),
  ];
}
