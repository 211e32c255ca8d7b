import { expect } from 'chai';
import fc from 'fast-check';
import { readRequest } from '../../../../emulator/dcc/duis/request.js';
import {
  DEVICE_VERSIONS,
  type DeviceVersion,
  type TransformContext,
} from '../../../../emulator/dcc/transform/context.js';
import { BODY_MAPPINGS, transformRequest } from '../../../../emulator/dcc/transform/transform.js';
import { withXml } from '../../../../emulator/dcc/xml/document.js';
import { loadSchemas, type SchemaSet } from '../../../../emulator/dcc/xml/schema.js';
import { allUseCases, type DeviceKind, encodeMessage, HanlabError, type UseCase } from '../../../../gbcs/index.js';
import { requireShared } from '../../../shared.js';
import { contextOf, requestText } from './own-requests.js';
import { SchemaInstances } from './schema-instances.js';

/** Bodies that become DLMS Commands, with all use cases that each may become. */
function dlmsBodies(): ReadonlyMap<string, readonly UseCase[]> {
  const found = new Map<string, UseCase[]>();
  for (const { body, variants, useCase: name } of BODY_MAPPINGS) {
    const useCases = allUseCases.filter((one) => one.name === name && one.payload.family === 'dlms');
    if (useCases.length === 0) continue;
    for (const variant of variants) {
      const key = `${body} ${variant}`;
      found.set(key, [...(found.get(key) ?? []), ...useCases]);
    }
  }
  return found;
}

function kindsOf(useCases: readonly UseCase[]): readonly DeviceKind[] {
  return [...new Set(useCases.flatMap(({ authorisations }) => authorisations.flatMap(({ targets }) => targets)))];
}

function anyContext(kinds: readonly DeviceKind[]): fc.Arbitrary<TransformContext> {
  return fc
    .record({
      kind: fc.constantFrom(...kinds),
      gbcsVersion: fc.constantFrom<DeviceVersion>(...DEVICE_VERSIONS),
      esmeVariant: fc.constantFrom('A', 'BDE', 'C'),
      role: fc.constantFrom('supplier' as const, 'networkOperator' as const),
      isVariantKnown: fc.boolean(),
    })
    .map(({ role, isVariantKnown, esmeVariant, ...device }) =>
      contextOf({
        ...device,
        ...(isVariantKnown ? { esmeVariant } : {}),
        role,
        kindOf: () => 'hcalcs',
        keptDeviceLog: () => KEPT_LOG,
      }),
    );
}

/** The log of a hub that is replaced. */
const KEPT_LOG = {
  extendedPanId: '0011223344556677',
  devicesToRestore: [{ macAddress: '0a000000000000a5', hashedTcLinkKey: '00'.repeat(16) }],
};

/** For each use case that a body may become. */
const RUNS = 60;

describe('bodies that the schema allows', () => {
  let schemas: SchemaSet;
  let instances: SchemaInstances;
  const bodies = dlmsBodies();
  const reached = new Set<string>();

  before(function () {
    const directory = requireShared.call(this, 'schemas');
    schemas = loadSchemas(directory);
    instances = new SchemaInstances(directory);
  });

  for (const [key, useCases] of bodies) {
    const [body = '', variant = ''] = key.split(' ');
    it(`${key} becomes a Command, or is refused for what it says`, function () {
      this.timeout(60_000);
      fc.assert(
        fc.property(fc.gen(), anyContext(kindsOf(useCases)), (generate, context) => {
          const text = requestText(variant, instances.body(body, generate));
          const request = withXml(Buffer.from(text), (document) => {
            document.validate(schemas.duis);
            return readRequest(document.root);
          });
          try {
            const { message, useCase } = transformRequest(request, context);
            encodeMessage(message);
            reached.add(useCase.name);
          } catch (error) {
            // Anything else would be a fault of the transform: the schema allows no value that a use case does not take.
            expect(error).instanceOf(HanlabError).with.property('code', 'DUIS_E_REQUEST');
          }
        }),
        { numRuns: RUNS * useCases.length },
      );
    });
  }

  it('reach every use case of the transform', () => {
    const names = [...bodies.values()].flat().map(({ name }) => name);
    expect([...new Set(names)].filter((name) => !reached.has(name))).eql([]);
  });
});
