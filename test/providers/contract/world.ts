import type {
  ImageFile,
  LivePrices,
  Operation,
  SubmitInput,
  VideoProvider,
} from '../../../src/providers/video-provider.ts';
import type { ManualClock } from '../../builders/manual-clock.ts';
import type { Gateway, Route } from './gateway.ts';

/** Why a provider cannot have a situation. */
export class Never {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

export const never = (reason: string) => new Never(reason);
export type Possible<T> = T | Never;

/** Brings a situation about. @returns what has to be asked for it to come about */
export type Way = () => Partial<SubmitInput>;
/** The forms in which one situation comes about at a provider, by their names. */
export type Ways = Possible<Readonly<Record<string, Way>>>;

/** The calls of the contract, as requests on the way. `result` is the second request of a look, where it takes two. */
export const callNames = [
  'submit',
  'look',
  'result',
  'upload',
  'publish',
  'account',
  'prices',
  'replay',
  'search',
] as const;
export type CallName = (typeof callNames)[number];

/** What a submit may meet. A far end that takes it does what it does at once: nothing is held back. */
export interface SubmitSituations {
  readonly taken: Ways;
  readonly validation: Ways;
  /** Refused at once, or told by the answer of a synchronous road. */
  readonly moderation: Ways;
  readonly credits: Ways;
  readonly keyRefused: Ways;
  readonly forbidden: Ways;
  readonly withdrawn: Ways;
  readonly unknownModel: Ways;
  readonly rate: Ways;
  /** An error of the far end's own, with nothing taken. */
  readonly outage: Ways;
  /** An error of the far end's own for a request that it took. */
  readonly outageAfterTaking: Ways;
  /** A synchronous road: the request was made and failed, at no fault of its own. */
  readonly failed: Ways;
  /** A synchronous road: the answer is a video that is none, or not all of it. */
  readonly spoiltVideo: Ways;
}

/** What a look at a request may meet; each way is arranged before the request is taken. */
export interface LookSituations {
  readonly running: Ways;
  readonly finished: Ways;
  readonly finishedWithoutVideo: Ways;
  readonly failed: Ways;
  readonly failedBilled: Ways;
  readonly moderation: Ways;
  readonly validation: Ways;
  readonly cancelled: Ways;
  /** Not known yet, for a minute. */
  readonly early: Ways;
  /** Not known any more once `retentionMs` are over. */
  readonly forgotten: Ways;
  /** Known all the same once `retentionMs` are over, with a video that is still there. */
  readonly outlived: Ways;
  readonly keyRefused: Ways;
  readonly rate: Ways;
}

export interface UploadSituations {
  readonly taken: Ways;
  readonly withoutAddress: Ways;
  readonly validation: Ways;
  readonly keyRefused: Ways;
  readonly outage: Ways;
}

export interface AccountSituations {
  readonly readable: Ways;
  readonly unreadable: Ways;
  readonly keyRefused: Ways;
  readonly rate: Ways;
}

export interface PriceSituations {
  readonly published: Ways;
  /** They are not told, though asked for. */
  readonly withheld: Ways;
}

/** One road to a submit whose answer was lost. */
export interface Recovery {
  /** How old an attempt has to be for this road to be taken. */
  readonly ageMs: number;
}

export interface SearchSituations extends Recovery {
  /** The forms in which requests are listed. */
  readonly listed: Ways;
  /** Forms that do not tell what was asked for: the request could be anybody's. */
  readonly untold: Ways;
  /** Requests do not show for the first minute after they were looked for. */
  readonly unlisted: Ways;
}

export interface Notices {
  /** Of which jobs it was told, in order. */
  readonly told: readonly string[];
  /** What whoever told us was answered, in order: HTTP status codes. */
  readonly answers: readonly number[];
  /** Ends that are told by somebody who does not know the key. */
  readonly forged: Ways;
}

/** A file that the far end was given. */
export interface StoredFile {
  readonly url: string;
  /** Of its bytes, hexadecimal. */
  readonly sha256: string;
}

/** One provider as the suite sees it: its adapter, a far end that works, and what can go wrong there. */
export interface ContractWorld {
  readonly provider: VideoProvider;
  /** The same over a line that gives up after a moment of silence. */
  readonly impatient: VideoProvider;
  readonly apiKey: string;
  readonly clock: ManualClock;
  /** All that the adapters send goes through it. */
  readonly gateway: Gateway;
  /** An order that the far end takes and makes. */
  readonly input: SubmitInput;
  readonly picture: ImageFile;
  /** What the far end makes of every order. */
  readonly clip: { readonly path: string; readonly bytes: Buffer };
  readonly calls: Readonly<Record<CallName, Possible<Route>>>;
  /** Calls that are waited for however long it takes, and why. */
  readonly unhurried: Readonly<Partial<Record<CallName, Never>>>;

  readonly submits: SubmitSituations;
  readonly looks: LookSituations;
  readonly uploads: UploadSituations;
  readonly account: AccountSituations;
  readonly prices: Possible<PriceSituations>;
  readonly replay: Possible<Recovery>;
  readonly search: Possible<SearchSituations>;
  readonly notices: Possible<Notices>;

  /** Has a success told in JSON, where it can be told otherwise. */
  speakJson(): void;
  /** From now on no request ends at the far end. */
  hold(): void;
  /** Ids of the requests that the far end took, oldest first. */
  takenIds(): readonly string[];
  /** What the operator has paid, running requests counted or not. */
  spentMicroUsd(): number;
  balanceMicroUsd(): number;
  storedFiles(): readonly StoredFile[];
  livePrices(): LivePrices;
  /** Lets every request go on, and settles when this one has ended. */
  finish(requestId: string): Promise<void>;
  /** The videos that came as answers and were not removed. */
  keptVideos(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export type StartWorld = () => Promise<ContractWorld>;

/** A request that the far end has taken. */
export interface Taken extends Operation {
  readonly input: SubmitInput;
}
