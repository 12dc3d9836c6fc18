// Reads archives of tiles for the map. Loaded only where the user has one.

export { Protocol } from 'pmtiles';
