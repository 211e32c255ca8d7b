import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRequest } from '../../../../emulator/dcc/duis/request.js';
import type { TransformContext } from '../../../../emulator/dcc/transform/context.js';
import { transformRequest } from '../../../../emulator/dcc/transform/transform.js';
import { parseXml } from '../../../../emulator/dcc/xml/document.js';
import type { XmlElement } from '../../../../emulator/dcc/xml/element.js';
import {
  allUseCases,
  decodeMessage,
  encodeMessage,
  fromHex,
  HanlabError,
  type Message,
  toHex,
  useCaseByCode,
} from '../../../../gbcs/index.js';

/** Service requests of a Reference Test Data Set with the messages that they became there; others: `own-requests.ts`. */

/** A request and its message. */
export interface ReferenceRequest {
  /** Such as `GCS01a_1.1.1_IMMEDIATE_TOU_SUCCESS`. */
  readonly name: string;
  /** The document element. */
  readonly root: XmlElement;
  readonly message: Message;
}

/** The Commands of a data set, Pre-Commands where they are there, by the name of their request. */
export function referenceCommands(rtds: string): ReadonlyMap<string, Message> {
  const messages = new Map<string, Message>();
  for (const kind of ['COMMAND', 'PRECOMMAND']) {
    for (const file of readdirSync(rtds, { recursive: true, encoding: 'utf8' })) {
      const name = new RegExp(`([^/]*)_${kind}_GBCS\\.HEX$`).exec(file)?.[1];
      if (name === undefined) continue;
      messages.set(name, decodeMessage(fromHex(readFileSync(join(rtds, file), 'utf8').trim())));
    }
  }
  return messages;
}

/** The requests that have a message. */
export function referenceRequests(rtds: string): readonly ReferenceRequest[] {
  const messages = referenceCommands(rtds);
  const directory = join(rtds, 'duis');
  return readdirSync(directory)
    .sort()
    .flatMap((file) => {
      const name = file.replace('_REQUEST_DUIS.XML', '');
      const message = messages.get(name);
      return message === undefined ? [] : [{ name, root: parseXml(readFileSync(join(directory, file))), message }];
    });
}

/** GBCS name of a message's use case. */
export function useCaseOf({ frame }: Message): string {
  return useCaseByCode(allUseCases, frame.header.otherInformation.messageCode)?.name ?? '';
}

/** What the DCC may know beside a request, as far as a message says it. */
export function contextOfReference(
  { frame }: Message,
  device: Omit<TransformContext['device'], 'eui'>,
  more: Partial<TransformContext> = {},
): TransformContext {
  const { originator, originatorCounter, recipient, otherInformation } = frame.header;
  const { supplementaryRemotePartyId: party, supplementaryRemotePartyCounter: counter } = otherInformation;
  return {
    device: { eui: recipient, ...device },
    originator: { party: originator, counter: originatorCounter },
    ...(party === undefined || counter === undefined ? {} : { supplementary: { party, counter } }),
    now: Date.UTC(2015, 0, 1),
    kindOf: () => undefined,
    made: { customerIdentificationNumber: '1234' },
    ...more,
  };
}

/** Octets of a message without its protections. */
export function unprotected({ payload, frame: { header, payload: octets } }: Message): string {
  return toHex(encodeMessage({ payload, frame: { header, payload: octets } }));
}

/** Octets that a request becomes, or the code of what refuses it. @throws whatever is no HanlabError */
export function octetsOrCode(root: XmlElement, context: TransformContext): string {
  try {
    return unprotected(transformRequest(readRequest(root), context).message);
  } catch (error) {
    if (error instanceof HanlabError) return error.code;
    throw error;
  }
}

/** Base64 of the certificate of a party that the device does not know, as a message has it. */
export function certificateIn({ frame }: Message): string | undefined {
  const { supplementaryRemotePartyCertificate: der } = frame.header.otherInformation;
  return der && Buffer.from(der).toString('base64');
}

/** The tree with other elements, or none, in place of some. */
export function replaced(
  element: XmlElement,
  change: (element: XmlElement) => XmlElement | readonly XmlElement[],
): XmlElement {
  const children = element.children.flatMap((child) => {
    const changed = change(child);
    return changed === child ? [replaced(child, change)] : 'name' in changed ? [changed] : [...changed];
  });
  return { ...element, children };
}

/** The tree with other characters in all elements of some names. */
export function withTexts(root: XmlElement, texts: Readonly<Record<string, string>>): XmlElement {
  return replaced(root, (one) => {
    const text = Object.hasOwn(texts, one.name) ? texts[one.name] : undefined;
    return text === undefined ? one : { ...one, text };
  });
}

/** All elements below one, in the order of the document. */
export function elementsOf(element: XmlElement): readonly XmlElement[] {
  return element.children.flatMap((child) => [child, ...elementsOf(child)]);
}
