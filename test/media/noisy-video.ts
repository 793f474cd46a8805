import { registerMediabunnyServer } from '@mediabunny/server';
import {
  AudioSample,
  AudioSampleSource,
  BufferTarget,
  Mp4OutputFormat,
  Output,
  Quality,
  VideoSample,
  VideoSampleSource,
} from 'mediabunny';

registerMediabunnyServer({ hardwareContext: null });

export interface NoisyVideo {
  readonly width?: number;
  readonly height?: number;
  readonly frames?: number;
  readonly framesPerSecond?: number;
  readonly hasSound?: boolean;
  /** Degrees, clockwise, that a player turns it by. */
  readonly rotation?: 0 | 90;
  /** What the file says of its colours; nothing by default. */
  readonly colorSpace?: VideoColorSpaceInit;
}

const samplesPerSecond = 48_000;

/** A clip that is hard to make small: a grain over bars that move, other grain in every frame. */
export async function makeNoisyVideo(wanted: NoisyVideo = {}): Promise<Buffer> {
  const {
    width = 320,
    height = 180,
    frames = 72,
    framesPerSecond = 24,
    hasSound = false,
    rotation = 0,
    colorSpace,
  } = wanted;
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  const pictures = new VideoSampleSource({
    codec: 'avc',
    quality: new Quality({ quantizer: 20 }),
    latencyMode: 'realtime',
    onEncoderConfig: (config) => {
      config.framerate = framesPerSecond;
    },
    onEncodedPacket: (_packet, meta) => {
      if (meta?.decoderConfig && colorSpace) meta.decoderConfig.colorSpace = colorSpace;
    },
  });
  output.addVideoTrack(pictures, { rotation });
  const sounds = hasSound ? new AudioSampleSource({ codec: 'aac', quality: new Quality({ bitrate: 256_000 }) }) : null;
  if (sounds) output.addAudioTrack(sounds);
  await output.start();
  const noise = createNoise();
  for (let frame = 0; frame < frames; frame += 1) {
    const pixels = Uint8Array.from({ length: (width * height * 3) / 2 }, (_, index) => {
      const bar = index < width * height ? 60 * Math.sin(((index % width) + frame * 3) / 20) : 0;
      return 128 + bar + (noise() - 128) / 8;
    });
    const timing = { timestamp: frame / framesPerSecond, duration: 1 / framesPerSecond };
    const sample = new VideoSample(pixels, { format: 'I420', codedWidth: width, codedHeight: height, ...timing });
    await pictures.add(sample);
    sample.close();
  }
  pictures.close();
  if (sounds) await addHiss(sounds, frames / framesPerSecond, noise);
  await output.finalize();
  return Buffer.from(target.buffer ?? new ArrayBuffer(0));
}

async function addHiss(source: AudioSampleSource, seconds: number, noise: () => number): Promise<void> {
  const data = Float32Array.from({ length: Math.round(seconds * samplesPerSecond) }, () => noise() / 255 - 0.5);
  const sample = new AudioSample({
    data,
    format: 'f32',
    numberOfChannels: 1,
    sampleRate: samplesPerSecond,
    timestamp: 0,
  });
  await source.add(sample);
  sample.close();
  source.close();
}

/** The same bytes each time. */
function createNoise(): () => number {
  let state = 20261123;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  };
}
