/** The client of the API, for who is no browser: types of every operation, and all regions as one. */
export { createApi, type Answer, type Api } from './api.ts';
export { NobodyAnswers, Refusal } from './refusal.ts';
export { createRegions, type RegionDoor, type Regions } from './regions.ts';
