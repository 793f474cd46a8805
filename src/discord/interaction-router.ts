import { type APIApplicationCommandAutocompleteInteraction, type APIInteraction, DiscordAPIError } from 'discord.js';
import type { Logger } from 'pino';
import { DuplicateJobError } from '../errors/job-error.ts';
import { Refusal } from '../errors/refusal.ts';
import type { Generations } from '../jobs/generations.ts';
import type { Job, Origin } from '../jobs/job.ts';
import { wordsFor } from '../words/words.ts';
import { noOperators, type Operators, refuseWithout } from './access.ts';
import type { Acknowledgement, LateAnswers } from './acknowledgement.ts';
import { AcksFirst } from './acks-first.ts';
import { Answering, type Asker, type Rest } from './answering.ts';
import type { AnyCommand, CommandServices, Suggestion } from './command.ts';
import { type Deed, readDeed, type Way } from './deed.ts';
import { reasonOf } from './discord-error.ts';
import { isAutocomplete, readCommandCall, readFocused } from './interaction.ts';
import { RecentIds } from './recent-ids.ts';

export interface RouterParts {
  readonly commands: readonly AnyCommand[];
  readonly services: CommandServices;
  readonly acknowledgement: Acknowledgement & LateAnswers;
  readonly generations: Pick<Generations, 'acknowledged' | 'abandon'>;
  /** Whether a guild is served, as the configuration or the operator says. */
  readonly isServed: (guildId: string) => boolean;
  /** Nobody, where nothing is said. */
  readonly operators?: Operators;
  readonly log: Logger;
}

/** How long a stop waits for work that was promised, before those who wait are told of the stop; real milliseconds. */
const longestPromiseMs = 4_000;

/**
 * What happens to every command, button, menu and modal, in this order:
 *
 * 1. direct messages and guilds that are not served are refused, but for commands that work there too, then whoever may not
 *    use the command, by what this very interaction says of its caller
 * 2. the command checks and does its work: no network, so that the acknowledgement is in time
 * 3. a job is acknowledged by a deferral; everything else is answered to the member alone, at once or by a promise
 * 4. when nobody else waits for an answer, the job begins, or is abandoned and its hold voided where the acknowledgement
 *    failed in any way; what was promised is done
 *
 * Commands for everyone, among them all that make videos, go first: the others begin once nobody waits for an
 * acknowledgement, and no later than after a quarter of a second. Whoever is typing into an option is offered what it may
 * become, just so; nothing at all where something is amiss.
 *
 * This is the one place that catches: a `Refusal` is an answer, a second delivery of the same interaction is silence, and
 * anything else is a fault of ours, which is logged and told to the member with a reference.
 */
export class InteractionRouter {
  readonly #parts: RouterParts;
  readonly #operators: Operators;
  readonly #answering: Answering;
  readonly #underWay = new Set<Promise<void>>();
  readonly #acksFirst = new AcksFirst();
  readonly #recent = new RecentIds();

  constructor(parts: RouterParts) {
    const { acknowledgement, log, operators = noOperators } = parts;
    this.#parts = parts;
    this.#operators = operators;
    this.#answering = new Answering({ acknowledgement, log, textFor: (error, asker) => this.#textFor(error, asker) });
  }

  /** Takes an interaction from the gateway. Never rejects, never throws. */
  handle(interaction: APIInteraction): void {
    if (isAutocomplete(interaction)) {
      this.#track(this.#help(interaction));
      return;
    }
    const deed = this.#read(interaction);
    if (deed) this.#track(this.#handle(deed));
  }

  /** Waits for the interactions that were taken; after some seconds, what was promised and is not ready is given up. */
  async idle(): Promise<void> {
    if (this.#underWay.size === 0) return;
    const timer = setTimeout(() => this.#answering.hurry(), longestPromiseMs);
    await Promise.all(this.#underWay);
    clearTimeout(timer);
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
      const call = readCommandCall(interaction, this.#operators);
      const focused = readFocused(interaction);
      const command = this.#command({ command: call.name, call, way: 'typed' });
      const suggestions =
        focused && 'suggest' in command ? command.suggest?.(focused, call, wordsFor(call.origin.locale)) : null;
      if (suggestions) return fitting(suggestions);
      this.#parts.log.debug({ interactionId: interaction.id, command: call.name }, 'no suggestions for this option');
    } catch (error) {
      this.#parts.log.debug({ err: error, interactionId: interaction.id }, 'no suggestions');
    }
    return [];
  }

  #read(interaction: APIInteraction): Deed | null {
    try {
      return readDeed(interaction, this.#operators);
    } catch (error) {
      this.#parts.log.error({ err: error }, 'an interaction could not be read');
      return null;
    }
  }

  async #handle(deed: Deed): Promise<void> {
    const { interactionId } = deed.call.origin;
    if (!this.#comesFirst(deed)) {
      // A job is known by its id in the database. What an admin does leaves no such mark that could be relied on here.
      if (!this.#recent.add(interactionId)) {
        this.#parts.log.info({ interactionId }, 'interaction came twice');
        return;
      }
      await this.#acksFirst.whenQuiet();
    }
    const finish = await this.#acksFirst.during(() => this.#answer(deed));
    if (!finish) return;
    await this.#acksFirst.whenQuiet();
    await finish().catch((error: unknown) => {
      this.#parts.log.error({ err: error, interactionId }, 'a job could not be begun');
    });
  }

  #comesFirst({ command: name, way }: Deed): boolean {
    if (way !== 'typed') return false;
    const { access = 'everyone' } = this.#find(name, way) ?? {};
    return access === 'everyone';
  }

  /** @returns what is left to do once the member was answered, if anything */
  async #answer(deed: Deed): Promise<Rest> {
    const { origin } = deed.call;
    const words = wordsFor(origin.locale);
    const asker: Asker = { command: deed.command, origin, words, hasMessage: deed.hasMessage };
    try {
      const result = await deed.run(this.#command(deed), this.#parts.services, words);
      if (result.kind === 'job') return await this.#acknowledge(origin, result.job);
      return await this.#answering.begin(asker, result);
    } catch (error) {
      if (error instanceof DuplicateJobError) {
        this.#parts.log.info({ jobId: origin.interactionId }, 'interaction came twice');
        return null;
      }
      return this.#answering.begin(asker, { kind: 'reply', content: this.#textFor(error, asker) });
    }
  }

  /** @throws {Refusal} where this call is not served at all, or its caller may not do it */
  #command({ command: name, call, way }: Pick<Deed, 'command' | 'call' | 'way'>): AnyCommand {
    const { guildId, mayManage } = call.origin;
    const command = this.#find(name, way);
    if (!command?.worksUnserved) this.#refuseUnserved(guildId);
    if (!command || (command.onlyGuild ?? guildId) !== guildId)
      throw way === 'component' ? new Refusal('component-unknown') : new Refusal('command-unknown');
    refuseWithout(command.access, { mayManage, isOperator: call.callerIsOperator });
    return command;
  }

  /** @param guildId - empty in direct messages */
  #refuseUnserved(guildId: string): void {
    if (guildId === '') throw new Refusal('guild-only');
    if (!this.#parts.isServed(guildId)) throw new Refusal('guild-not-allowed', { guildId });
  }

  #find(name: string, way: Way): AnyCommand | undefined {
    return this.#parts.commands.find(
      (command) => command.declaration.name === name && (way === 'component' || way === wayTo(command)),
    );
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

  #textFor(error: unknown, { command, origin, words }: Asker): string {
    const { interactionId, guildId } = origin;
    if (error instanceof Refusal) {
      this.#parts.log.info({ interactionId, guildId, command, refusal: error.code }, 'refused');
      return words(`refusal.${error.code}`, error.context);
    }
    this.#parts.log.error({ err: error, interactionId, guildId, command }, 'command failed');
    return words('refusal.fault', { reference: interactionId });
  }
}

function wayTo(command: AnyCommand): Way {
  return 'executeOn' in command ? 'on-message' : 'typed';
}

/** https://docs.discord.com/developers/interactions/application-commands#autocomplete */
const suggestionLimits = { count: 25, length: 100 } as const;

/** Discord refuses the whole list for one line that is too long or empty. */
function fitting(suggestions: readonly Suggestion[]): Suggestion[] {
  const fits = (text: string) => text.length > 0 && text.length <= suggestionLimits.length;
  return suggestions.filter(({ name, value }) => fits(name) && fits(value)).slice(0, suggestionLimits.count);
}
