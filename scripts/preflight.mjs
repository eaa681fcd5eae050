// Runs before anything is installed, on whatever Node the newcomer has: plain JavaScript, no dependency.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Node.js 20.19 or newer is needed to start this project; this is Node.js ${process.versions.node}.`,
  );
  process.exit(1);
}
