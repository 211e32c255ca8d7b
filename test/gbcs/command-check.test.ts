import { expect } from 'chai';
import { CodecError, checkCommandPayload, GBCS4_CURRENT, useCaseByName } from '../../gbcs/index.js';

describe('the payload of a Command of GBZ components', () => {
  const useCase = useCaseByName(GBCS4_CURRENT.useCases, 'GCS33');
  if (useCase?.payload.family !== 'gbz') throw new Error('GCS33 is not of GBZ components');
  const { rows } = useCase.payload;
  const components = rows.map(({ clusterId, commandId, frameControl }) => ({ clusterId, commandId, frameControl }));

  function verdict(payload: unknown): string {
    try {
      checkCommandPayload(
        payload as Parameters<typeof checkCommandPayload>[0],
        useCase as NonNullable<typeof useCase>,
        1n,
      );
      return 'fits';
    } catch (error) {
      if (error instanceof CodecError) return error.code;
      throw error;
    }
  }

  it('has the commands of its use case, in their order, and no others', () => {
    expect(verdict({ kind: 'gbz', components })).equal('fits');
    expect(verdict({ kind: 'gbz', components: [] })).equal('GBCS_E_PAYLOAD');
    expect(verdict({ kind: 'gbz', components: [...components, ...components] })).equal('GBCS_E_PAYLOAD');
    const other = components.map((component) => ({ ...component, commandId: component.commandId + 1 }));
    expect(verdict({ kind: 'gbz', components: other })).equal('GBCS_E_PAYLOAD');
    expect(verdict({ kind: 'access-request' })).equal('GBCS_E_PAYLOAD');
  });
});
