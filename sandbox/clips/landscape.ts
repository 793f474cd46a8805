import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { seededRandom } from '../seeded-random.ts';
import { paintHills, paintShore } from './landscape-hills.ts';
import { type Light, lightFor, type Scene, toCss } from './landscape-light.ts';
import { type Size, TURN } from './painter.ts';
import { createNoise, mix } from './value-noise.ts';

/** Share of the height above the far shore. */
const WATER_LINE = 0.62;

/** Paints a lake between hills in low light: haze with distance, clouds, a reflection, grain as of a sensor. */
export function paintLandscape(context: SKRSContext2D, size: Size, seed: number): void {
  const light = lightFor(seed);
  const random = seededRandom(seed);
  const waterY = Math.round(size.height * WATER_LINE);
  const scene: Scene = {
    ...size,
    waterY,
    sunX: size.width * (random() < 0.5 ? 0.26 + 0.1 * random() : 0.62 + 0.12 * random()),
    sunY: waterY * (0.4 + 0.12 * random()),
    light,
    random,
  };
  paintSky(context, scene);
  paintClouds(context, scene);
  paintSunlight(context, scene);
  paintHills(context, scene);
  paintWater(context, scene);
  paintSun(context, scene);
  paintMist(context, scene);
  paintShore(context, scene);
  paintGlare(context, scene);
  develop(context, scene);
}

function paintSky(context: SKRSContext2D, { width, waterY, light }: Scene): void {
  const sky = context.createLinearGradient(0, 0, 0, waterY);
  light.sky.forEach((colour, index) => {
    sky.addColorStop(index / (light.sky.length - 1), toCss(colour));
  });
  context.fillStyle = sky;
  context.fillRect(0, 0, width, waterY);
}

/** Clouds are soft: a quarter of the pixels is enough. */
const CLOUD_SCALE = 4;

function paintClouds(context: SKRSContext2D, { width, waterY, sunX, sunY, light, random }: Scene): void {
  const across = Math.ceil(width / CLOUD_SCALE);
  const down = Math.ceil(waterY / CLOUD_SCALE);
  const canvas = createCanvas(across, down);
  const image = canvas.getContext('2d').createImageData(across, down);
  const noise = createNoise(random, 5, 0.54);
  const reach = Math.hypot(width, waterY) * 0.5;
  for (let y = 0; y < down; y++) {
    const depth = y / down;
    // Farther clouds are seen from the side: flatter and closer together.
    const stretch = 3.2 + 9 * depth ** 1.6;
    for (let x = 0; x < across; x++) {
      const density = noise(((x / across) * 5.2 * width) / waterY / 1.6, depth * stretch);
      const cover = Math.min(1, Math.max(0, (density - 0.5) * 4.2)) * (0.9 - 0.55 * depth ** 3);
      const distance = Math.hypot(x * CLOUD_SCALE - sunX, y * CLOUD_SCALE - sunY) / reach;
      const lit = Math.max(0, 1 - distance) ** 1.4 * (1.15 - 0.75 * cover) + 0.18;
      const at = (y * across + x) * 4;
      for (let channel = 0; channel < 3; channel++)
        image.data[at + channel] = mix(light.cloudShade[channel] ?? 0, light.cloudLit[channel] ?? 0, Math.min(1, lit));
      image.data[at + 3] = 255 * cover * 0.82;
    }
  }
  canvas.getContext('2d').putImageData(image, 0, 0);
  context.imageSmoothingQuality = 'high';
  context.drawImage(canvas, 0, 0, across * CLOUD_SCALE, down * CLOUD_SCALE);
}

function paintSunlight(context: SKRSContext2D, { width, height, waterY, sunX, sunY, light }: Scene): void {
  const long = Math.max(width, height);
  context.globalCompositeOperation = 'screen';
  glow(context, sunX, sunY, long * 0.55, light.sun, 0.55, [0, 0, width, waterY]);
  glow(context, sunX, sunY, long * 0.2, light.sun, 0.7, [0, 0, width, waterY]);
  context.globalCompositeOperation = 'source-over';
}

/** The disc stands above all hills. It comes after the water, in which a white disc would look like a lamp. */
function paintSun(context: SKRSContext2D, { width, height, sunX, sunY, light }: Scene): void {
  const radius = Math.max(width, height) * 0.017;
  const disc = context.createRadialGradient(sunX, sunY, 0, sunX, sunY, radius * 1.5);
  disc.addColorStop(0, 'rgba(255, 253, 244, 1)');
  disc.addColorStop(0.6, 'rgba(255, 249, 228, 1)');
  disc.addColorStop(1, toCss(light.sun, 0));
  context.fillStyle = disc;
  context.beginPath();
  context.arc(sunX, sunY, radius * 1.5, 0, TURN);
  context.fill();
}

function glow(
  context: SKRSContext2D,
  x: number,
  y: number,
  radius: number,
  colour: Light['sun'],
  strength: number,
  [left, top, width, height]: readonly [number, number, number, number],
): void {
  const gradient = context.createRadialGradient(x, y, 0, x, y, radius);
  gradient.addColorStop(0, toCss(colour, strength));
  gradient.addColorStop(0.25, toCss(colour, strength * 0.5));
  gradient.addColorStop(0.6, toCss(colour, strength * 0.13));
  gradient.addColorStop(1, toCss(colour, 0));
  context.fillStyle = gradient;
  context.fillRect(left, top, width, height);
}

/** What stands above the water, upside down, darker, and broken by ripples that grow towards the viewer. */
function paintWater(context: SKRSContext2D, { width, height, waterY, sunX, light, random }: Scene): void {
  const mirror = createCanvas(width, waterY);
  mirror.getContext('2d').drawImage(context.canvas, 0, 0, width, waterY, 0, 0, width, waterY);
  const noise = createNoise(random, 3);
  const deep = height - waterY;
  for (let row = 0; row < deep; row++) {
    const near = row / deep;
    const ripple = noise(7.7, 30 * Math.log1p(near * 40)) - 0.5;
    const shift = ripple * width * (0.002 + 0.02 * near);
    // The reflection is a little shorter than what it shows, and ripples reach up and down in it.
    const from = waterY - 1 - row * 1.04 - Math.abs(ripple) * waterY * 0.1 * near;
    context.drawImage(mirror, 0, Math.max(0, from), width, 1, shift - width * 0.03, waterY + row, width * 1.06, 1);
  }
  const depth = context.createLinearGradient(0, waterY, 0, height);
  depth.addColorStop(0, toCss(light.water, 0.12));
  depth.addColorStop(1, toCss(light.water, 0.6));
  context.fillStyle = depth;
  context.fillRect(0, waterY, width, deep);
  paintGlitter(context, { width, height, waterY, sunX, light, random });
}

/** The sun's path on the water: short bright strokes, longer and sparser towards the viewer. */
function paintGlitter(
  context: SKRSContext2D,
  { width, height, waterY, sunX, light, random }: Omit<Scene, 'sunY'>,
): void {
  const deep = height - waterY;
  context.globalCompositeOperation = 'screen';
  context.lineCap = 'round';
  for (let count = 0; count < 900; count++) {
    const near = random() ** 1.5;
    const spread = width * (0.012 + 0.085 * near);
    const side = (random() + random() + random() - 1.5) * spread;
    const length = width * (0.002 + 0.016 * near) * (0.4 + random());
    const y = waterY + 2 + near * (deep - 2);
    context.strokeStyle = toCss(light.sun, (0.1 + 0.5 * random()) * (1 - 0.62 * near));
    context.lineWidth = Math.max(0.6, height * 0.0022 * (0.25 + near));
    context.beginPath();
    context.moveTo(sunX + side - length / 2, y);
    context.lineTo(sunX + side + length / 2, y);
    context.stroke();
  }
  context.globalCompositeOperation = 'source-over';
}

/** Lies on the water at the far shore, where hills and their reflection would run together. */
function paintMist(context: SKRSContext2D, { width, height, waterY, light }: Scene): void {
  const reach = height * 0.05;
  const mist = context.createLinearGradient(0, waterY - reach, 0, waterY + reach * 0.7);
  mist.addColorStop(0, toCss(light.cloudLit, 0));
  mist.addColorStop(0.56, toCss(light.cloudLit, 0.3));
  mist.addColorStop(0.6, toCss(light.cloudLit, 0.22));
  mist.addColorStop(1, toCss(light.cloudLit, 0));
  context.fillStyle = mist;
  context.fillRect(0, waterY - reach, width, reach * 1.7);
}

/** Light that spills over everything in front of the sun. */
function paintGlare(context: SKRSContext2D, { width, height, sunX, sunY, light }: Scene): void {
  context.globalCompositeOperation = 'screen';
  glow(context, sunX, sunY, Math.max(width, height) * 0.42, light.sun, 0.22, [0, 0, width, height]);
  context.globalCompositeOperation = 'source-over';
}

/** Darker corners and grain, as a lens and a sensor leave them. */
function develop(context: SKRSContext2D, { width, height, random }: Scene): void {
  const image = context.getImageData(0, 0, width, height);
  const { data } = image;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const corner = ((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) * 2;
      const shade = 1 - 0.34 * corner ** 1.6;
      const grain = (random() + random() - 1) * 7;
      const at = (y * width + x) * 4;
      for (let channel = at; channel < at + 3; channel++) data[channel] = (data[channel] ?? 0) * shade + grain;
    }
  }
  context.putImageData(image, 0, 0);
}
