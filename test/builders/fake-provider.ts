import type {
  ImageFile,
  Operation,
  OperationStatus,
  SubmitInput,
  VideoProvider,
} from '../../src/providers/video-provider.ts';

type Submit = (
  input: SubmitInput,
  aboutToSend: () => Promise<void>,
  signal: AbortSignal,
) => Operation | Promise<Operation>;
type Status = (operation: Operation, signal: AbortSignal) => OperationStatus | Promise<OperationStatus>;

/** A provider in memory. It takes everything and is finished at the first look, unless a test says otherwise. */
export class FakeProvider implements VideoProvider {
  readonly name = 'segmind';
  readonly retentionMs = 3_600_000;
  readonly fileLifeMs = 7 * 24 * 3_600_000;
  /** What was asked to be made. */
  readonly submits: SubmitInput[] = [];
  /** Pictures that were put there. */
  readonly uploads: ImageFile[] = [];
  onUpload: (image: ImageFile) => void = () => {};
  /** Ids that were looked at. */
  readonly looks: string[] = [];
  onSubmit: Submit = async (input, aboutToSend) => {
    await aboutToSend();
    return { requestId: `request-${input.jobId}-${input.attempt}` };
  };
  onStatus: Status = () => finishedStatus;

  async upload(image: ImageFile): Promise<string> {
    this.uploads.push(image);
    this.onUpload(image);
    return `https://storage.example.org/picture-${this.uploads.length}.jpg`;
  }

  async submit(input: SubmitInput, aboutToSend: () => Promise<void>, signal: AbortSignal): Promise<Operation> {
    this.submits.push(input);
    return this.onSubmit(input, aboutToSend, signal);
  }

  async status(operation: Operation, signal: AbortSignal): Promise<OperationStatus> {
    this.looks.push(operation.requestId);
    return this.onStatus(operation, signal);
  }
}

export const finishedStatus: OperationStatus = {
  state: 'finished',
  videoUrl: 'https://cdn.example.org/clip.mp4',
  costMicroUsd: 375_000,
};
