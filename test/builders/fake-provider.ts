import type { ProviderName } from '../../src/catalogue/models.ts';
import type {
  Account,
  Bill,
  Failure,
  ImageFile,
  LivePrices,
  LostAttempt,
  NotTaken,
  Operation,
  OperationStatus,
  SubmitInput,
  Submitted,
  VideoProvider,
} from '../../src/providers/video-provider.ts';

type Submit = (
  input: SubmitInput,
  aboutToSend: () => Promise<void>,
  signal: AbortSignal,
) => Submitted | Promise<Submitted>;
type Status = (operation: Operation, signal: AbortSignal) => OperationStatus | Promise<OperationStatus>;
type Recovery = Submitted | NotTaken | null;
type Recover = (lost: LostAttempt, signal: AbortSignal) => Recovery | Promise<Recovery>;

/** A provider in memory. It takes everything and is finished at the first look, unless a test says otherwise. */
export class FakeProvider implements VideoProvider {
  readonly name: ProviderName;
  readonly retentionMs: number = 3_600_000;
  readonly fileLifeMs = 7 * 24 * 3_600_000;
  readonly accountMark = 'the-mark';
  notifies = false;
  maxJobs = 16;
  isSynchronous = false;
  /** What was asked to be made. */
  readonly submits: SubmitInput[] = [];
  /** Pictures that were put there. */
  readonly uploads: ImageFile[] = [];
  onUpload: (image: ImageFile) => void = () => {};
  /** Ids that were looked at. */
  readonly looks: string[] = [];
  /** Attempts that were looked for. */
  readonly searches: LostAttempt[] = [];
  /** Videos that were to get an address. */
  readonly published: string[] = [];
  onSubmit: Submit = async (input, aboutToSend) => {
    await aboutToSend();
    return accepted(`request-${input.jobId}-${input.attempt}`);
  };
  onStatus: Status = () => finishedStatus;
  onRecover: Recover = () => null;
  onAccount: () => Account = () => ({ balanceMicroUsd: 100_000_000 });
  livePrices: LivePrices = new Map();

  constructor(name: ProviderName = 'segmind') {
    this.name = name;
  }

  async upload(image: ImageFile): Promise<string> {
    this.uploads.push(image);
    this.onUpload(image);
    return `https://storage.example.org/picture-${this.uploads.length}.jpg`;
  }

  async submit(input: SubmitInput, aboutToSend: () => Promise<void>, signal: AbortSignal): Promise<Submitted> {
    this.submits.push(input);
    return this.onSubmit(input, aboutToSend, signal);
  }

  async recover(lost: LostAttempt, signal: AbortSignal): Promise<Recovery> {
    this.searches.push(lost);
    return this.onRecover(lost, signal);
  }

  async status(operation: Operation, signal: AbortSignal): Promise<OperationStatus> {
    this.looks.push(operation.requestId);
    return this.onStatus(operation, signal);
  }

  async publish(path: string): Promise<string> {
    this.published.push(path);
    return 'https://storage.example.org/video.mp4';
  }

  async account(): Promise<Account> {
    return this.onAccount();
  }

  async prices(): Promise<LivePrices> {
    return this.livePrices;
  }
}

export const aBill: Bill = { costMicroUsd: 375_000, metrics: { inference_time: 60 } };
export const noBill: Bill = { costMicroUsd: null, metrics: {} };

export function accepted(requestId: string): Submitted {
  return { state: 'accepted', requestId };
}

export const runningStatus: OperationStatus = { state: 'running', progress: null };

export const finishedStatus: OperationStatus = {
  state: 'finished',
  videoUrl: 'https://cdn.example.org/clip.mp4',
  bill: aBill,
};

/** A request that was taken and gave no video. */
export function aFailure(changes: Partial<Failure> = {}): OperationStatus & Failure {
  return { state: 'failed', kind: 'other', detail: 'generation failed', billed: false, bill: noBill, ...changes };
}
