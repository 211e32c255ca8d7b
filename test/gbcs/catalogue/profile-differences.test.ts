import { expect } from 'chai';
import {
  overlay,
  PROFILE_IDS,
  type Profile,
  type ProfileDifference,
  profileById,
  profileDifferences,
} from '../../../gbcs/index.js';

const baseline = profileById('gbcs3-baseline');

/** `subject: - removed + added` of an area. */
function told(one: Profile, other: Profile, area: ProfileDifference['area']): string[] {
  return profileDifferences(one, other)
    .filter((difference) => difference.area === area)
    .map(({ subject, property, removed, added }) => {
      const parts = [...removed.map((text) => `-${text}`), ...added.map((text) => `+${text}`)];
      return `${property === undefined ? subject : `${subject} ${property}`}: ${parts.join(' ')}`;
    });
}

describe('differences between profiles', () => {
  it('of SECMP0046 from what it set out from are its rows, and no others', () => {
    const core = profileById('secmp0046-core');
    const ED = ['6.14.1', '6.14.2', '7.5', '7.6', '7.8', '8.7.1', '8.8.1', '8.9', '8.11'];
    expect(told(baseline, core, 'serviceRequests')).eql(ED.map((variant) => `${variant}: +electricityDistributor`));
    expect(told(baseline, core, 'authorisations')).have.members([
      'ECS46a: +networkOperator at esme',
      'ECS46c: +networkOperator at esme',
      'ECS47: +networkOperator at esme',
      'CS03A1: +networkOperator at esme',
      'CS03A2: +networkOperator at hcalcs',
      'CS04AC: +networkOperator at esme +networkOperator at hcalcs',
    ]);
    expect(told(baseline, core, 'trustAnchorCells')).eql([
      'hcalcs: +networkOperator digitalSignature +networkOperator keyAgreement',
    ]);
    expect(told(baseline, core, 'settings')).eql([
      'status: -in force +proposed, not in force',
      'labelMandate: -advisory +mandatory',
    ]);
    expect(profileDifferences(baseline, core)).length(9 + 6 + 1 + 2);
  });

  it('of the whole SECMP0046 from its core are the alert', () => {
    expect(profileDifferences(profileById('secmp0046-core'), profileById('secmp0046-full'))).eql([
      { area: 'settings', subject: 'hcalcsRemovalAlert', removed: ['false'], added: ['true'] },
    ]);
  });

  it('are none from a profile to itself, and the other way round what was added is removed', () => {
    for (const one of PROFILE_IDS.map(profileById)) {
      expect(profileDifferences(one, one)).eql([]);
      for (const other of PROFILE_IDS.map(profileById)) {
        const there = profileDifferences(one, other).map((difference) => difference.removed);
        const back = profileDifferences(other, one).map((difference) => difference.added);
        expect(back, `${one.id} ${other.id}`).have.deep.members(there);
      }
    }
  });

  it('between the two versions of GBCS are use cases, editions and the Load Controller', () => {
    const current = profileById('gbcs4-current');
    const alone = told(baseline, current, 'useCases');
    expect(alone).length(24).include('ECS47: -0x0055 -supplier at esme');
    expect(alone).include('ECS47a: +0x011E +supplier at esme +supplier at sapc');
    expect(told(baseline, current, 'editions')).include(
      'ECS15c rows: -AuxiliaryLoadControlSwitchEventLog.clear +AuxiliaryControllerEventLog.clear',
    );
    expect(told(baseline, current, 'trustAnchorCells')).eql([
      'esme: +loadController digitalSignature +loadController keyAgreement',
    ]);
    expect(told(baseline, current, 'serviceRequests')).eql([]);
  });

  it('are values of assumptions too', () => {
    const changed = overlay(baseline, {
      id: 'test',
      title: baseline.title,
      status: baseline.status,
      assumptions: { 'response-timeout-seconds': 30 },
    });
    expect(told(baseline, changed, 'assumptions')).eql(['response-timeout-seconds: -600 +30']);
    expect(profileDifferences(baseline, changed)).length(1);
  });
});
