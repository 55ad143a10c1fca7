import { canonicalJson, sha256 } from '@bowerbird/cache';
import {
  type CollectorDefinition,
  isPaid,
  type JsonValue,
  type KeyGenerator,
  type TaskLink,
} from '@bowerbird/core';
import type { Pipeline } from '../config/types.ts';
import type { BoundTask } from '../execute/engine.ts';
import type { BoundLink } from './bind.ts';

/** The task of a bound source, with its keys. The key of a chain of one is that of its link. */
export function toBoundTask(
  pipeline: Pipeline,
  source: string,
  links: readonly BoundLink[],
  keyOf: KeyGenerator,
): BoundTask {
  const taskLinks = links.map((link) => toTaskLink(link, keyOf));
  const [first] = taskLinks;
  const key =
    first && taskLinks.length === 1 ? first.key : sha256(taskLinks.map((link) => link.key).join('\n'));
  return { task: { pipeline: pipeline.name, key, source, links: taskLinks }, pipeline, links };
}

/** What names the documents of a request: what its key is made of. */
export function identityOf(definition: CollectorDefinition, request: JsonValue): JsonValue {
  return definition.identify ? definition.identify(request) : request;
}

function toTaskLink({ link: { definition }, request }: BoundLink, keyOf: KeyGenerator): TaskLink {
  const collector = definition.name;
  const key = keyOf({ collector, identity: identityOf(definition, request) });
  if (!isPaid(definition)) return { collector, request, key };
  // Of a paid answer, and so under no pluggable generator: another one would buy everything again.
  return {
    collector,
    request,
    key,
    order: sha256(canonicalJson({ collector, order: definition.order(request) })),
  };
}
