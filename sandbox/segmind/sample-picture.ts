const SAMPLE = { width: 1_024, height: 1_024, seed: 2 };

/** The picture that a model's page has for an example, and uses when none is given; made for the first who needs it. */
export function createSamplePicture(): () => Promise<Buffer> {
  let sample: Promise<Buffer> | null = null;
  return () => {
    sample ??= makeSample();
    return sample;
  };
}

async function makeSample(): Promise<Buffer> {
  const { samplePhoto } = await import('../clips/sample-photo.ts');
  return samplePhoto(SAMPLE);
}
