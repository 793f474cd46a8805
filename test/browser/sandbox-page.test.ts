import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeSamplePhoto } from '../../sandbox/clips/sample-photo.ts';
import { findChromium } from './chromium.ts';
import { commandFlows } from './command-flows.ts';
import { menuFlows } from './menu-flows.ts';
import { pageFlows } from './page-flows.ts';
import { SIZES, type Size, type Stage, startStage, type Visit } from './stage.ts';
import { troubleFlows } from './trouble-flows.ts';

const chromium = findChromium();
let started: Stage | null = null;

function stage(): Stage {
  if (!started) throw new Error('the stage was not set');
  return started;
}

function photo(): string {
  return `${stage().sandboxPage.sandbox.directory}/evening-at-the-lake.jpg`;
}

describe.skipIf(chromium === undefined)('the sandbox page in a browser', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    started = await startStage(chromium ?? '');
    await writeSamplePhoto(photo(), { width: 640, height: 480 });
  }, 60_000);
  afterAll(() => started?.close());

  test('the page does not wait for the bot', async () => {
    const [size] = SIZES;
    if (!size) throw new Error('there is no size');
    const { page, complaints } = await stage().open(size);
    await page.getByRole('combobox', { name: /^Message/ }).waitFor();
    await page
      .getByText(/^The bot is (starting|running)/)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  describe.each(SIZES)('$name', (size: Size) => {
    let visit: Visit | null = null;
    const visitNow = () => {
      if (!visit) throw new Error('nobody is at the page');
      return visit;
    };
    beforeAll(async () => {
      // Without a bot nothing of this can work.
      const { ready, sandbox } = stage().sandboxPage;
      await ready;
      // A page of its own would be as empty.
      for (const { id } of sandbox.discord.messages()) sandbox.discord.deleteMessage(id);
      visit = await stage().open(size);
    }, 60_000);
    beforeEach(async () => {
      await visitNow().become('Mira');
      await visitNow().goTo('videos');
    });
    afterEach(() => {
      stage().sandboxPage.calm();
      expect(visitNow().complaints).toEqual([]);
    });

    commandFlows(visitNow, photo);
    menuFlows(visitNow, photo);
    troubleFlows(visitNow, { withRestart: !size.touch });
    pageFlows(visitNow);
  });
});
