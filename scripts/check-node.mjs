// Runs before `npm start` and `npm run register`, in whatever Node is there: an old one could not even read their files.
// TypeScript runs without a flag since 22.18 and 23.6; 22.19 is what the dependencies ask for, and 23 is no longer kept up.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19) || major === 23) {
  console.error(
    `raybot needs Node 22.19 or newer, and not 23, and this is ${process.versions.node}. Install Node 24 (https://nodejs.org), or run npm ci with its dev dependencies, which bring their own.`,
  );
  process.exit(1);
}
