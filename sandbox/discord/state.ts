import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Clock } from '../../src/clock.ts';
import type { AttachmentStore } from './attachments.ts';
import type { CommandStore } from './commands.ts';
import type { DiscordFaults } from './faults.ts';
import type { Gateway } from './gateway.ts';
import type { InteractionStore } from './interactions.ts';
import type { MessageStore } from './messages.ts';
import type { Quota } from './rate-limits.ts';
import type { CdnRequest, RecordedRequest } from './request-log.ts';
import type { Snowflakes } from './snowflake.ts';
import type { World } from './world.ts';

/** The parts of one Discord, as its routes see them. */
export interface DiscordState {
  readonly clock: Clock;
  readonly token: string;
  readonly ids: Snowflakes;
  readonly world: World;
  readonly attachments: AttachmentStore;
  readonly messages: MessageStore;
  readonly interactions: InteractionStore;
  readonly commands: CommandStore;
  readonly gateway: Gateway;
  readonly faults: DiscordFaults;
  readonly requests: RecordedRequest[];
  readonly cdnRequests: CdnRequest[];
  /** Ids of channels that went away while the bot was running. */
  readonly deletedChannels: Set<string>;
}

/** Hono's types for a request here: Node's own objects, for streaming, and the entry in the log. */
export interface ApiEnvironment {
  Bindings: HttpBindings;
  Variables: {
    record: RecordedRequest;
    /** Where the request stands in its bucket, when limits are on. */
    quota: Quota | undefined;
    /** The connection ends when so many bytes of the body have come. */
    cutAfterBytes: number | undefined;
  };
}

export type ApiContext = Context<ApiEnvironment>;
