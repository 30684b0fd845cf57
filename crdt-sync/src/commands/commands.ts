export { stillMoving } from './digest.ts';
export { runMeshCommand } from './run-mesh-command.ts';
