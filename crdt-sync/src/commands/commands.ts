export { stillMoving } from './digest.ts';
export { runMeshCommand } from './run-mesh-command.ts';
export { runNotifyCommand } from './run-notify-command.ts';
