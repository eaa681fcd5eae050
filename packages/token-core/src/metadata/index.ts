export type { ChallengeParameter, MetadataAnswer, PublishedMetadata, ResourceMetadata } from './published.js';
export { resourceMetadata, type ResourceMetadataOptions } from './resource-metadata.js';
