/** What the build may know: that a catalogue is sound, and nothing of what stands in it. */
export { checkCatalogue } from './check-catalogue.ts';
export { catalogueNames, type CatalogueName } from './source.ts';
