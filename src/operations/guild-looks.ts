/**
 * Looks at guilds one after the other, off the road of whoever asks: to ask returns at once, of many requests in a row one
 * look is made, and one that fails keeps nothing from the others.
 */
export class GuildLooks {
  readonly #look: (guildId: string) => Promise<void>;
  readonly #onError: (guildId: string, error: unknown) => void;
  readonly #waiting = new Set<string>();
  #looking: Promise<void> = Promise.resolve();

  constructor(look: (guildId: string) => Promise<void>, onError: (guildId: string, error: unknown) => void) {
    this.#look = look;
    this.#onError = onError;
  }

  add(guildId: string): void {
    if (this.#waiting.has(guildId)) return;
    this.#waiting.add(guildId);
    this.#looking = this.#looking.then(() => this.#begin(guildId));
  }

  /** Waits for looks under way. */
  async idle(): Promise<void> {
    await this.#looking;
  }

  async #begin(guildId: string): Promise<void> {
    this.#waiting.delete(guildId);
    try {
      await this.#look(guildId);
    } catch (error) {
      this.#onError(guildId, error);
    }
  }
}
