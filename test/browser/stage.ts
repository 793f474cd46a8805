import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { runSandboxPage, type SandboxPage } from '../../sandbox/page/run-page.ts';

/** A size at which the page is looked at. */
export interface Size {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly touch: boolean;
  readonly colors: 'light' | 'dark';
}

export const SIZES: readonly Size[] = [
  { name: 'desktop', width: 1_280, height: 800, touch: false, colors: 'dark' },
  { name: 'phone', width: 360, height: 740, touch: true, colors: 'light' },
];

const ARTEFACTS = fileURLToPath(new URL('../artefacts/', import.meta.url));
/** Real milliseconds for one thing to appear, also on a busy machine. */
const PATIENCE_MS = 15_000;

/** One browser and one sandbox with the real bot, for all tests of a file. */
export interface Stage {
  readonly sandboxPage: SandboxPage;
  /** Opens the page in a browser profile of its own. */
  open(size: Size): Promise<Visit>;
  close(): Promise<void>;
}

/** A person at the page. */
export interface Visit {
  readonly page: Page;
  readonly size: Size;
  /** What must not have happened so far: errors, and requests that left this machine. */
  readonly complaints: readonly string[];
  /** Chooses a command in the list by the keyboard. */
  type(command: string): Promise<void>;
  /** The field of one option of the command that is being filled in. */
  option(name: string): Locator;
  /** Adds an option that is not required. */
  add(name: string): Promise<Locator>;
  send(): Promise<void>;
  /** Messages with this text, oldest first. */
  messages(text: string | RegExp): Locator;
  /** Chooses in a message's menu. */
  useMenu(message: Locator, item: string): Promise<void>;
  /** What stands behind the ☰ or the sliders on a small screen is brought up before `act`. */
  inPanel(act: () => Promise<void>): Promise<void>;
  become(name: string): Promise<void>;
  goTo(channel: string): Promise<void>;
  /** Keeps a picture among the artefacts. */
  picture(name: string): Promise<void>;
}

/** Nobody runs out of credits in the middle. */
const environment = { DEFAULT_ALLOWANCE_CREDITS: '100000' };

export async function startStage(executablePath: string): Promise<Stage> {
  await mkdir(ARTEFACTS, { recursive: true });
  const [browser, sandboxPage] = await Promise.all([
    chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] }),
    runSandboxPage({ port: 0, scale: 60, clips: 'tiny', latencyMs: 30_000, environment }),
  ]);
  return {
    sandboxPage,
    open: (size) => open(browser, sandboxPage, size),
    async close() {
      await browser.close();
      await sandboxPage.close();
    },
  };
}

async function open(browser: Browser, { origin }: SandboxPage, size: Size): Promise<Visit> {
  const { width, height, touch, colors } = size;
  const profile = await browser.newContext({
    viewport: { width, height },
    colorScheme: colors,
    hasTouch: touch,
    isMobile: touch,
    reducedMotion: 'reduce',
  });
  profile.setDefaultTimeout(PATIENCE_MS);
  const page = await profile.newPage();
  const complaints = listen(page);
  await page.goto(origin);
  return createVisit(page, size, complaints);
}

/** Whatever must not happen on the page. */
function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (!['data:', 'blob:'].includes(protocol) && hostname !== '127.0.0.1') complaints.push(`left: ${request.url()}`);
  });
  return complaints;
}

function createVisit(page: Page, size: Size, complaints: readonly string[]): Visit {
  const option = (name: string) => page.locator(`[data-option="${name}"]`);
  const inDrawer = async (button: string, act: () => Promise<void>) => {
    const opener = page.locator('.top').getByRole('button', { name: button });
    const isHidden = await opener.isVisible();
    if (isHidden) await opener.click();
    await act();
    if (isHidden && (await opener.getAttribute('aria-expanded')) === 'true') await page.keyboard.press('Escape');
  };
  const inPanel = (act: () => Promise<void>) => inDrawer('Sandbox settings', act);
  return {
    page,
    size,
    complaints,
    option,
    inPanel,
    async useMenu(message, item) {
      await message.getByRole('button', { name: 'More for this message' }).click();
      await page.getByRole('menuitem', { name: item }).click();
    },
    async type(command) {
      const line = page.getByRole('combobox', { name: /^Message/ });
      await line.fill(`/${command}`);
      await page
        .getByRole('option', { name: new RegExp(`^/${command}\\b`) })
        .first()
        .waitFor();
      await line.press('Enter');
      await page.getByRole('form', { name: `Command /${command}` }).waitFor();
    },
    async add(name) {
      await page.getByRole('button', { name: new RegExp(`^Add ${name}:`) }).click();
      return option(name);
    },
    send: () => page.getByRole('button', { name: 'Send' }).click(),
    messages: (text) => page.locator('article.message').filter({ hasText: text }),
    async become(name) {
      const me = page.locator('.me').filter({ hasText: name });
      if ((await me.count()) > 0) return;
      await inPanel(() => page.locator('.part').filter({ hasText: name }).click());
      await me.waitFor({ state: 'attached' });
    },
    async goTo(channel) {
      const here = page.getByRole('heading', { level: 1, name: channel });
      if ((await here.count()) > 0) return;
      const channels = page.getByRole('navigation', { name: 'Channels' });
      await inDrawer('Channels', () => channels.getByRole('button', { name: channel }).click());
      await here.waitFor();
    },
    async picture(name) {
      await page.screenshot({ path: `${ARTEFACTS}${size.name}-${name}.png`, animations: 'disabled' });
    },
  };
}

/** Run in the browser. */
const PLAY = `async (video) => {
  video.muted = true;
  await video.play();
  await new Promise((resolve) => video.addEventListener('timeupdate', resolve, { once: true }));
  video.pause();
}`;

/** Waits until a file with the video of this prompt stands there and plays. */
export async function whenPlaying(visit: Visit, prompt: string): Promise<Locator> {
  const message = visit
    .messages(prompt)
    .filter({ has: visit.page.locator('video') })
    .last();
  const video = message.locator('video');
  await video.waitFor();
  await video.evaluate(PLAY);
  return message;
}
