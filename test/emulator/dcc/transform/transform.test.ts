import { expect } from 'chai';
import { DuisError } from '../../../../gbcs/index.js';
import { BROKER, becomes, named, SUPPLIER } from './own-requests.js';

const HASH = 'AA758690730934FF0685AA758690730934FF0685657788990011223344556677';

describe('the transform of firmware requests', () => {
  it('activates at once, at a time, or never, with the counter of the Command', () => {
    const body = (date: string) => `<ActivateFirmware>${date}<FirmwareHash>${HASH}</FirmwareHash></ActivateFirmware>`;
    const payload = { manufacturerImageHash: HASH.toLowerCase(), originatorCounter: '1000' };
    expect(becomes('11.3', body(''))).eql(['CS06', payload]);
    expect(becomes('11.3', body('<ExecutionDateTime>3000-12-31T00:00:00.00Z</ExecutionDateTime>'))).eql([
      'CS06',
      { ...payload, executionDateTime: '9999-12-31T23:59:59Z' },
    ]);
  });

  it('reads the version of an HCALCS or a PPMID of GBCS 4.0, and of no older one', () => {
    const body = '<ReadFirmwareVersion/>';
    for (const kind of ['hcalcs', 'ppmid'] as const) {
      expect(becomes('11.2', body, { kind })).eql(['CS08', {}]);
      expect(() => becomes('11.2', body, { kind, gbcsVersion: '3.1' })).throw(DuisError, /no use case is for/);
    }
  });
});

describe('the transform', () => {
  it('names the party for whom the broker asks, with its own counter', () => {
    const context = {
      kind: 'hcalcs',
      originator: { party: BROKER, counter: 1300n },
      supplementary: { party: SUPPLIER, counter: 1000n },
    } as const;
    const { payload: _, ...header } = named('11.2', '<ReadFirmwareVersion/>', context);
    expect(header).eql({
      useCase: 'CS08',
      message: 'Command',
      originatorCounter: '1300',
      originator: '90-B3-D5-1F-30-00-00-02',
      recipient: '00-DB-12-34-56-78-90-A0',
      supplementaryRemotePartyId: '90-B3-D5-1F-30-01-00-00',
      supplementaryRemotePartyCounter: '1000',
    });
  });

  it('refuses what is for another device, version or variant, naming all three', () => {
    const message = /^no use case is for ReadFirmwareVersion as 11.3 to a device that is hcalcs of GBCS 4.0$/;
    expect(() => named('11.3', '<ReadFirmwareVersion/>', { kind: 'hcalcs' })).throw(DuisError, message);
    const load = '<ResetAuxiliaryLoad><ResetALCSHCALCS index="1"/></ResetAuxiliaryLoad>';
    expect(becomes('7.8', load, { gbcsVersion: '3.1' })[0]).equal('ECS47');
    // GBCS 4.0 has no ECS47.
    expect(() => becomes('7.8', load)).throw(DuisError, /no use case is for/);
    expect(() => becomes('7.8', load, { kind: 'gsme', gbcsVersion: '3.1' })).throw(DuisError, /no use case is for/);
    expect(() => named('1.1', '<constructor/>')).throw(DuisError, /no use case is for/);
  });
});
