import { type APIApplicationCommandAutocompleteInteraction, type APIInteraction, DiscordAPIError } from 'discord.js';
import type { Logger } from 'pino';
import { DuplicateJobError } from '../errors/job-error.ts';
import { Refusal } from '../errors/refusal.ts';
import type { Generations } from '../jobs/generations.ts';
import type { Job, Origin } from '../jobs/job.ts';
import { type Words, wordsFor } from '../words/words.ts';
import type { Acknowledgement } from './acknowledgement.ts';
import { AcksFirst } from './acks-first.ts';
import type { Command, CommandCall, CommandServices, Suggestion } from './command.ts';
import { isAutocomplete, isSlashCommand, readCommandCall, readFocused } from './interaction.ts';

export interface RouterParts {
  readonly commands: readonly Command[];
  readonly services: CommandServices;
  readonly acknowledgement: Acknowledgement;
  readonly generations: Pick<Generations, 'acknowledged' | 'abandon'>;
  /** Guilds that are served; `*` for all. */
  readonly allowedGuilds: '*' | readonly string[];
  readonly log: Logger;
}

/**
 * What happens to every command, in this order:
 *
 * 1. direct messages and guilds that are not served are refused
 * 2. the command checks and does its work: no network, so that the acknowledgement is in time
 * 3. a job is acknowledged by a deferral, everything else by a text to the member alone
 * 4. when nobody else waits for an answer, the job begins, or is abandoned and its hold voided where the acknowledgement
 *    failed in any way
 *
 * Whoever is typing into an option is offered what it may become, once nobody waits for an acknowledgement; nothing at all
 * where something is amiss.
 *
 * This is the one place that catches: a `Refusal` is an answer, a second delivery of the same interaction is silence, and
 * anything else is a fault of ours, which is logged and told to the member with a reference.
 */
export class InteractionRouter {
  readonly #parts: RouterParts;
  readonly #underWay = new Set<Promise<void>>();
  readonly #acksFirst = new AcksFirst();

  constructor(parts: RouterParts) {
    this.#parts = parts;
  }

  /** Takes an interaction from the gateway. Never rejects, never throws. */
  handle(interaction: APIInteraction): void {
    if (isAutocomplete(interaction)) {
      this.#track(this.#help(interaction));
      return;
    }
    const call = this.#read(interaction);
    if (call) this.#track(this.#handle(call));
  }

  /** Waits for the interactions that were taken. */
  async idle(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #track(task: Promise<void>): void {
    const work = task.finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  /** Every letter that is typed asks anew, so what goes wrong is of no interest to an operator. */
  async #help(interaction: APIApplicationCommandAutocompleteInteraction): Promise<void> {
    const { id: interactionId, token: interactionToken } = interaction;
    await this.#acksFirst.whenQuiet();
    const suggestions = this.#suggestionsFor(interaction);
    await this.#parts.acknowledgement
      .suggest({ interactionId, interactionToken }, suggestions)
      .catch((error: unknown) => {
        this.#parts.log.debug({ interactionId, reason: reasonOf(error) }, 'suggestions failed');
      });
  }

  #suggestionsFor(interaction: APIApplicationCommandAutocompleteInteraction): Suggestion[] {
    try {
      const call = readCommandCall(interaction);
      const focused = readFocused(interaction);
      const suggestions = focused && this.#command(call).suggest?.(focused, call, wordsFor(call.origin.locale));
      if (suggestions) return fitting(suggestions);
      this.#parts.log.debug({ interactionId: interaction.id, command: call.name }, 'no suggestions for this option');
    } catch (error) {
      this.#parts.log.debug({ err: error, interactionId: interaction.id }, 'no suggestions');
    }
    return [];
  }

  #read(interaction: APIInteraction): CommandCall | null {
    try {
      return isSlashCommand(interaction) ? readCommandCall(interaction) : null;
    } catch (error) {
      this.#parts.log.error({ err: error }, 'an interaction could not be read');
      return null;
    }
  }

  async #handle(call: CommandCall): Promise<void> {
    const finish = await this.#acksFirst.during(() => this.#answer(call));
    if (!finish) return;
    await this.#acksFirst.whenQuiet();
    await finish().catch((error: unknown) => {
      this.#parts.log.error({ err: error, interactionId: call.origin.interactionId }, 'a job could not be begun');
    });
  }

  /** @returns what is left to do once the member was answered, if anything */
  async #answer(call: CommandCall): Promise<(() => Promise<void>) | null> {
    const words = wordsFor(call.origin.locale);
    try {
      const result = await this.#command(call).execute(call, this.#parts.services, words);
      if (result.kind === 'job') return await this.#acknowledge(call.origin, result.job);
      await this.#reply(call.origin, result.content);
    } catch (error) {
      if (error instanceof DuplicateJobError) {
        this.#parts.log.info({ jobId: call.origin.interactionId }, 'interaction came twice');
      } else {
        await this.#reply(call.origin, this.#answerTo(error, call, words));
      }
    }
    return null;
  }

  /** @throws {Refusal} where this call is not served at all */
  #command(call: CommandCall): Command {
    const { allowedGuilds, commands } = this.#parts;
    const { guildId } = call.origin;
    if (guildId === '') throw new Refusal('guild-only');
    if (allowedGuilds !== '*' && !allowedGuilds.includes(guildId)) throw new Refusal('guild-not-allowed', { guildId });
    const command = commands.find(({ declaration }) => declaration.name === call.name);
    if (!command) throw new Refusal('command-unknown');
    return command;
  }

  async #acknowledge(origin: Origin, job: Job): Promise<() => Promise<void>> {
    const abandon = (error: unknown) => {
      this.#parts.log.warn({ jobId: job.id, reason: reasonOf(error) }, 'acknowledgement failed, the job is abandoned');
      // When Discord itself turned it down (too late, or answered already), nobody waits for us.
      const turnedDown = error instanceof DiscordAPIError && error.status < 500;
      return this.#parts.generations.abandon(job.id, !turnedDown);
    };
    try {
      const messageId = await this.#parts.acknowledgement.defer(origin, job.request.isPrivate);
      return () => this.#parts.generations.acknowledged(job.id, messageId).catch(abandon);
    } catch (error) {
      return () => abandon(error);
    }
  }

  async #reply(origin: Origin, content: string): Promise<void> {
    await this.#parts.acknowledgement.reply(origin, content).catch((error: unknown) => {
      this.#parts.log.warn({ interactionId: origin.interactionId, reason: reasonOf(error) }, 'reply failed');
    });
  }

  #answerTo(error: unknown, call: CommandCall, words: Words): string {
    const { interactionId, guildId } = call.origin;
    if (error instanceof Refusal) {
      this.#parts.log.info({ interactionId, guildId, command: call.name, refusal: error.code }, 'refused');
      return words(`refusal.${error.code}`, error.context);
    }
    this.#parts.log.error({ err: error, interactionId, guildId, command: call.name }, 'command failed');
    return words('refusal.fault', { reference: interactionId });
  }
}

/** https://docs.discord.com/developers/interactions/application-commands#autocomplete */
const suggestionLimits = { count: 25, length: 100 } as const;

/** Discord refuses the whole list for one line that is too long or empty. */
function fitting(suggestions: readonly Suggestion[]): Suggestion[] {
  const fits = (text: string) => text.length > 0 && text.length <= suggestionLimits.length;
  return suggestions.filter(({ name, value }) => fits(name) && fits(value)).slice(0, suggestionLimits.count);
}

/** Short, and without the address, which holds the interaction's token. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code, status } = error as { code?: unknown; status?: unknown };
  return [error.name, status, code].filter((part) => part !== undefined).join(' ');
}
