import { expect, test } from 'vitest';
import { type Visit, whenPlaying } from './stage.ts';

/** What a member sees when something goes wrong. */
export function troubleFlows(visitNow: () => Visit, { withRestart }: { withRestart: boolean }): void {
  test('a prompt that moderation refuses comes back with its credits', async () => {
    const visit = visitNow();
    await flip(visit, 'Moderation refuses the prompt');
    await ask(visit, `Something odd, ${visit.size.name}`);
    const end = visit.messages(/turned the prompt down for its content/).last();
    await end.waitFor();
    await expect.poll(() => end.textContent()).toMatch(/credits/);
    await visit.picture('moderation');
    await flip(visit, 'Moderation refuses the prompt');
  });

  test.runIf(withRestart)(
    'a bot that was killed does not answer, and its open job goes on when it is there again',
    async () => {
      const visit = visitNow();
      const { page } = visit;
      const prompt = `Paper lanterns over a river, ${visit.size.name}`;
      await flip(visit, 'Videos take forever');
      await ask(visit, prompt);
      await visit.messages(prompt).last().waitFor();
      await visit.inPanel(() => page.getByRole('button', { name: 'Kill' }).click());
      await page.getByText('The bot is not running: nobody answers').waitFor();
      await visit.type('credits');
      await visit.send();
      await visit.messages('The application did not respond').waitFor();
      await visit.picture('killed');
      await flip(visit, 'Videos take forever');
      await visit.inPanel(async () => {
        await page.getByRole('button', { name: 'Start' }).click();
        await page.getByText('The bot is starting. Its commands come in a moment.').waitFor();
        await page.getByRole('button', { name: 'Kill' }).waitFor();
      });

      await whenPlaying(visit, prompt);
    },
  );

  // Last: the bot looks at its accounts only now and then.
  test.runIf(withRestart)(
    'while the operator’s account is empty no video is made, and a member is told what became of the credits',
    async () => {
      const visit = visitNow();
      const prompt = `A lighthouse in a storm, ${visit.size.name}`;
      await flip(visit, 'The operator’s account is empty');
      await ask(visit, prompt);
      const end = visit.messages(/video service/i).last();
      await end.waitFor();
      await expect.poll(() => end.textContent()).toMatch(/credits/);
      await visit.picture('empty-account');
      await flip(visit, 'The operator’s account is empty');
    },
  );
}

/** Turns one of the sandbox's switches. */
export async function flip(visit: Visit, label: string): Promise<void> {
  await visit.inPanel(async () => {
    const control = visit.page.getByRole('switch', { name: label });
    const was = await control.isChecked();
    await control.click();
    await expect.poll(() => control.isChecked()).toBe(!was);
  });
}

/** Asks for a video with `/ray-flash`. */
export async function ask(visit: Visit, prompt: string): Promise<void> {
  await visit.type('ray-flash');
  await visit.option('prompt').getByRole('textbox').fill(prompt);
  await visit.send();
}
