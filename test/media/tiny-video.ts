import { registerMediabunnyServer } from '@mediabunny/server';
import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  type InputVideoTrack,
  Mp4OutputFormat,
  Output,
  type VideoCodec,
  VideoSample,
  VideoSampleSource,
  WebMOutputFormat,
} from 'mediabunny';

registerMediabunnyServer({ hardwareContext: null });

export type Layout = 'moov-last' | 'moov-first' | 'fragmented';

const fastStart = { 'moov-last': false, 'moov-first': 'in-memory', fragmented: 'fragmented' } as const;
const framesPerSecond = 24;

export interface TinyVideo {
  readonly layout?: Layout;
  readonly codec?: VideoCodec;
  readonly width?: number;
  readonly height?: number;
  readonly frames?: number;
}

/** A real clip of a moving pattern, encoded here. */
export async function makeTinyVideo(wanted: TinyVideo = {}): Promise<Buffer> {
  const { layout = 'moov-first', codec = 'avc', width = 64, height = 48, frames = 24 } = wanted;
  const { output, target } = createOutput(layout);
  const source = new VideoSampleSource({ codec, bitrate: 100_000 });
  output.addVideoTrack(source, { frameRate: framesPerSecond });
  await output.start();
  for (let frame = 0; frame < frames; frame += 1) {
    const pixels = Uint8Array.from({ length: width * height * 4 }, (_, index) => index * 7 + frame * 13);
    const timing = { timestamp: frame / framesPerSecond, duration: 1 / framesPerSecond };
    const sample = new VideoSample(pixels, { format: 'RGBX', codedWidth: width, codedHeight: height, ...timing });
    await source.add(sample);
    sample.close();
  }
  return finish(output, target);
}

/** A clip in another container. */
export async function makeWebm(): Promise<Buffer> {
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const source = new VideoSampleSource({ codec: 'vp9', bitrate: 100_000 });
  output.addVideoTrack(source);
  await output.start();
  const pixels = new Uint8Array(64 * 48 * 4);
  const sample = new VideoSample(pixels, {
    format: 'RGBX',
    codedWidth: 64,
    codedHeight: 48,
    timestamp: 0,
    duration: 1,
  });
  await source.add(sample);
  sample.close();
  return finish(output, target);
}

/** The same frames, the last ones stored after the one that is shown last, as encoders with B-frames do. */
export async function storeLastShownFrameEarly(track: InputVideoTrack): Promise<Buffer> {
  const { output, target } = createOutput('moov-first');
  const source = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(source, { frameRate: framesPerSecond });
  await output.start();
  const packets: EncodedPacket[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet);
  const decoderConfig = await track.getDecoderConfig();
  const shown = packets.map(({ timestamp }) => timestamp);
  const order = [...shown.slice(0, -3), ...shown.slice(-1), ...shown.slice(-3, -1)];
  for (const [index, packet] of packets.entries()) {
    const timestamp = order[index] ?? 0;
    await source.add(packet.clone({ timestamp }), decoderConfig ? { decoderConfig } : {});
  }
  return finish(output, target);
}

/** An mp4 that holds a second of silence and no picture. */
export async function makeAudioOnly(): Promise<Buffer> {
  const { output, target } = createOutput('moov-first');
  const source = new EncodedAudioPacketSource('mp3');
  output.addAudioTrack(source);
  await output.start();
  const decoderConfig = { codec: 'mp3', numberOfChannels: 1, sampleRate: 48_000 };
  await source.add(new EncodedPacket(new Uint8Array(96), 'key', 0, 1), { decoderConfig });
  return finish(output, target);
}

function createOutput(layout: Layout) {
  const target = new BufferTarget();
  return { target, output: new Output({ format: new Mp4OutputFormat({ fastStart: fastStart[layout] }), target }) };
}

async function finish(output: Output, target: BufferTarget): Promise<Buffer> {
  await output.finalize();
  return Buffer.from(target.buffer ?? new ArrayBuffer(0));
}
