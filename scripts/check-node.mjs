// Runs before `npm start`, in whatever Node is there: an old one could not even read src/main.ts.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `raybot needs Node 22.19 or newer, and this is ${process.versions.node}. Install Node 24 (https://nodejs.org), or run npm ci with its dev dependencies, which bring their own.`,
  );
  process.exit(1);
}
