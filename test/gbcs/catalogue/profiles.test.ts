import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ASSUMPTIONS, assumptionValue } from '../../../gbcs/catalogue/assumptions.js';
import { GBCS3_BASELINE } from '../../../gbcs/catalogue/profiles/gbcs3-baseline.js';
import { GBCS4_CURRENT } from '../../../gbcs/catalogue/profiles/gbcs4-current.js';
import { GBCS4_ED_WHATIF } from '../../../gbcs/catalogue/profiles/gbcs4-ed-whatif.js';
import { PROFILE_IDS, profileById } from '../../../gbcs/catalogue/profiles/index.js';
import { overlay, type ProfileChanges } from '../../../gbcs/catalogue/profiles/overlay.js';
import type { Profile, UserRole } from '../../../gbcs/catalogue/profiles/profile.js';
import { SECMP0046_CORE } from '../../../gbcs/catalogue/profiles/secmp0046-core.js';
import { ROLES_OUTSIDE_THE_MATRIX, SERVICE_REQUESTS } from '../../../gbcs/catalogue/service-requests.js';
import { UsageError } from '../../../gbcs/errors.js';
import { requireShared } from '../../shared.js';

const ROLE_OF: Readonly<Record<string, UserRole>> = {
  IS: 'importSupplier',
  ES: 'exportSupplier',
  GS: 'gasSupplier',
  ED: 'electricityDistributor',
  GT: 'gasTransporter',
  RSA: 'registeredSupplierAgent',
  OU: 'otherUser',
};

/** Everything that a profile grants or sets, one fact a line, so that two profiles can be compared as sets. */
function facts(profile: Profile): Set<string> {
  return new Set([
    ...profile.serviceRequests.flatMap((row) => [
      `srv ${row.variant} ${row.title} critical=${row.critical} nonDevice=${row.nonDevice}`,
      ...row.eligibleRoles.map((role) => `may send ${row.variant}: ${role}`),
    ]),
    ...profile.useCases.flatMap((useCase) => [
      `use case ${JSON.stringify({ ...useCase, authorisations: [] })}`,
      ...useCase.authorisations.flatMap(({ role, targets }) =>
        targets.map((target) => `may invoke ${useCase.name} on ${target}: ${role}`),
      ),
    ]),
    ...Object.entries(profile.trustAnchorCells).flatMap(([device, cells]) =>
      cells.map(({ role, usage }) => `${device} has cell ${role} ${usage}`),
    ),
    `labels ${profile.labelMandate}`,
    `gbcs ${profile.gbcsVersion}`,
    ...Object.values(profile.assumptions).map(({ name, value }) => `assumes ${name}=${value}`),
  ]);
}

function missing(from: Profile, inOther: Profile): string[] {
  const other = facts(inOther);
  return [...facts(from)].filter((fact) => !other.has(fact)).sort();
}

function usageError(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).instanceOf(UsageError);
    expect((error as UsageError).code).equal('HANLAB_E_USAGE');
    return (error as UsageError).message;
  }
  throw new Error('nothing was thrown');
}

const HOLDER = { DSP: 'dcc', Device: 'device', 'DSP & Device': 'dccAndDevice' } as const;

describe('service requests', () => {
  it('have the roles of the published matrix, and those who hold them until their time', function () {
    const file = requireShared.call(this, 'spec', 'service-requests.json');
    const { serviceRequests } = JSON.parse(readFileSync(file, 'utf8')) as {
      serviceRequests: {
        serviceReferenceVariant: string;
        name: string;
        critical: boolean;
        nonDevice: boolean;
        eligibleRoles: string[];
        futureDated: 'DSP' | 'Device' | 'DSP & Device' | null;
      }[];
    };
    const published = new Map(serviceRequests.map((row) => [row.serviceReferenceVariant, row]));
    for (const row of SERVICE_REQUESTS) {
      const theirs = published.get(row.variant);
      if (theirs === undefined) throw new Error(`${row.variant} is not published`);
      expect(theirs.name.startsWith(row.title), row.variant).equal(true);
      expect([row.critical, row.nonDevice], row.variant).deep.equal([theirs.critical, theirs.nonDevice]);
      expect(row.futureDatedBy, row.variant).equal(
        theirs.futureDated === null ? undefined : HOLDER[theirs.futureDated],
      );
      const roles = ROLES_OUTSIDE_THE_MATRIX[row.variant];
      if (roles !== undefined) expect(theirs.eligibleRoles, row.variant).eql([]);
      expect(row.eligibleRoles, row.variant).have.members(roles ?? theirs.eligibleRoles.map((role) => ROLE_OF[role]));
    }
    const distributor = serviceRequests.filter((row) => row.eligibleRoles.includes('ED'));
    const ours = SERVICE_REQUESTS.filter((row) => row.eligibleRoles.includes('electricityDistributor'));
    expect(ours.map((row) => row.variant)).have.members(distributor.map((row) => row.serviceReferenceVariant));
  });

  it('are not critical where the DCC holds them: only a request that it makes a Command of itself can wait', () => {
    const held = SERVICE_REQUESTS.filter(({ futureDatedBy }) => futureDatedBy === 'dcc');
    expect(held).length(45);
    expect(held.filter(({ critical, nonDevice }) => critical || nonDevice)).eql([]);
  });

  it('give an electricity distributor the 38 of today, one of them critical', () => {
    const held = SERVICE_REQUESTS.filter((row) => row.eligibleRoles.includes('electricityDistributor'));
    const today =
      '4.1.1 4.1.2 4.1.3 4.2 4.8.1 4.8.2 4.8.3 4.10 4.12.1 4.12.2 4.15 4.16 4.17 5.1 5.2 5.3 6.2.1 6.2.2 6.2.4 6.2.7 ' +
      '6.2.10 6.5 6.13 6.15.1 6.18.1 6.18.2 6.22 6.24.1 6.27 7.4 7.7 7.14 7.15 8.2 8.4 11.2 12.1 12.2';
    expect(held.map((row) => row.variant).join(' ')).equal(today);
    expect(held).length(38);
    expect(held.filter((row) => row.critical).map((row) => row.variant)).deep.equal(['6.15.1']);
    const alone = held.filter((row) => row.eligibleRoles.length === 1);
    expect(alone.map((row) => row.variant)).deep.equal(['6.5', '6.18.1', '6.18.2', '6.27']);
  });

  it('are each there once, and cover every variant that a use case names', () => {
    const variants = SERVICE_REQUESTS.map((row) => row.variant);
    expect(new Set(variants).size).equal(variants.length);
    for (const { name, serviceReferenceVariants } of GBCS3_BASELINE.useCases) {
      for (const variant of serviceReferenceVariants) expect(variants, name).include(variant);
    }
  });
});

describe('profiles', () => {
  it('are found by id', () => {
    expect(PROFILE_IDS).deep.equal([
      'gbcs3-baseline',
      'secmp0046-core',
      'secmp0046-full',
      'gbcs4-current',
      'gbcs4-ed-whatif',
    ]);
    for (const id of PROFILE_IDS) expect(profileById(id).id).equal(id);
    const message = usageError(() => profileById('secmp0046'));
    for (const id of PROFILE_IDS) expect(message).contain(id);
    usageError(() => profileById('constructor'));
  });

  it('say what is in force and what is only proposed', () => {
    expect(profileById('gbcs3-baseline').status).equal('in force');
    expect(profileById('secmp0046-core').status).equal('proposed, not in force');
  });

  it('secmp0046-core adds to the baseline exactly this', () => {
    expect(missing(SECMP0046_CORE, GBCS3_BASELINE)).deep.equal(
      [
        'hcalcs has cell networkOperator digitalSignature',
        'hcalcs has cell networkOperator keyAgreement',
        'labels mandatory',
        'may invoke CS03A1 on esme: networkOperator',
        'may invoke CS03A2 on hcalcs: networkOperator',
        'may invoke CS04AC on esme: networkOperator',
        'may invoke CS04AC on hcalcs: networkOperator',
        'may invoke ECS46a on esme: networkOperator',
        'may invoke ECS46c on esme: networkOperator',
        'may invoke ECS47 on esme: networkOperator',
        'may send 6.14.1: electricityDistributor',
        'may send 6.14.2: electricityDistributor',
        'may send 7.5: electricityDistributor',
        'may send 7.6: electricityDistributor',
        'may send 7.8: electricityDistributor',
        'may send 8.11: electricityDistributor',
        'may send 8.7.1: electricityDistributor',
        'may send 8.8.1: electricityDistributor',
        'may send 8.9: electricityDistributor',
      ].sort(),
    );
  });

  it('secmp0046-core takes nothing away but the advisory labels', () => {
    expect(missing(GBCS3_BASELINE, SECMP0046_CORE)).deep.equal(['labels advisory']);
  });

  it('keep the rows that do not change, as they are', () => {
    const changed = (key: 'useCases' | 'serviceRequests') =>
      SECMP0046_CORE[key].filter((row, index) => row !== GBCS3_BASELINE[key][index]).length;
    expect(changed('useCases')).equal(6);
    expect(changed('serviceRequests')).equal(9);
    for (const [index, useCase] of SECMP0046_CORE.useCases.entries()) {
      expect(useCase.payload).equal(GBCS3_BASELINE.useCases[index]?.payload);
    }
  });

  it('give the distributor in the what-if of GBCS 4 what the report’s list is there, and nothing else', () => {
    const granted = missing(GBCS4_ED_WHATIF, GBCS4_CURRENT);
    const useCases = ['CS03A1', 'CS04AC', 'ECS46a', 'ECS46d', 'ECS47a'];
    expect(granted).deep.equal(
      [
        ...['6.14.1', '6.14.3', '7.13', '8.11', '8.7.1', '8.8.1', '8.9'].map(
          (variant) => `may send ${variant}: electricityDistributor`,
        ),
        ...useCases.map((useCase) => `may invoke ${useCase} on esme: networkOperator`),
        ...['CS03A2', 'CS04AC'].map((useCase) => `may invoke ${useCase} on hcalcs: networkOperator`),
        'hcalcs has cell networkOperator digitalSignature',
        'hcalcs has cell networkOperator keyAgreement',
        'labels mandatory',
      ].sort(),
    );
    expect(missing(GBCS4_CURRENT, GBCS4_ED_WHATIF)).deep.equal(['labels advisory']);
  });

  it('give suppliers the same rights everywhere', () => {
    const suppliers = (profile: Profile) =>
      [...facts(profile)].filter((fact) => /: (importSupplier|exportSupplier|gasSupplier|supplier)$/.test(fact));
    expect(suppliers(GBCS3_BASELINE).length).greaterThan(60);
    // Within a version of GBCS: the versions themselves have other use cases.
    for (const id of PROFILE_IDS) {
      const profile = profileById(id);
      const base = profile.gbcsVersion === '3.1' ? GBCS3_BASELINE : GBCS4_CURRENT;
      expect(suppliers(profile), id).deep.equal(suppliers(base));
    }
  });

  it('keep the supply, its limits and the randomised offset closed to a distributor', () => {
    const closed = ['ECS28a', 'ECS38', 'ECS42', 'ECS43', 'ECS44'];
    for (const id of PROFILE_IDS) {
      const { useCases, serviceRequests } = profileById(id);
      for (const useCase of useCases.filter(({ name }) => closed.includes(name))) {
        expect(useCase.authorisations, `${id} ${useCase.name}`).deep.equal([{ role: 'supplier', targets: ['esme'] }]);
      }
      for (const variant of ['6.4.1', '7.1', '7.2', '7.3', '7.12', '8.1.1', '8.3', '8.7.2', '6.17']) {
        const row = serviceRequests.find((one) => one.variant === variant);
        expect(row?.eligibleRoles, `${id} ${variant}`).not.include('electricityDistributor');
      }
    }
  });
});

describe('overlays', () => {
  const base = { id: 'x', title: 'x', status: 'test' };
  const bad: readonly (readonly [string, Partial<ProfileChanges>, RegExp])[] = [
    ['an unknown variant', { serviceRequests: { otherUser: ['99.9'] } }, /99\.9/],
    ['a role that has it', { serviceRequests: { importSupplier: ['7.5'] } }, /already send 7\.5/],
    ['an unknown use case', { useCases: { networkOperator: [{ useCase: 'ECS99', targets: ['esme'] }] } }, /ECS99/],
    ['a right that is there', { useCases: { supplier: [{ useCase: 'ECS47', targets: ['esme'] }] } }, /ECS47 on esme/],
    [
      'the same grant twice',
      {
        useCases: {
          networkOperator: [
            { useCase: 'ECS47', targets: ['esme'] },
            { useCase: 'ECS47', targets: ['esme'] },
          ],
        },
      },
      /ECS47 on esme/,
    ],
    [
      'a cell that is there',
      { trustAnchorCells: { hcalcs: [{ role: 'supplier', usage: 'digitalSignature' }] } },
      /supplier digitalSignature/,
    ],
    [
      'an unknown assumption',
      { assumptions: { 'moon-is-cheese': true } as unknown as NonNullable<ProfileChanges['assumptions']> },
      /moon-is-cheese/,
    ],
    [
      'a value of another type',
      { assumptions: { 'hub-device-log-size': 'many' } as unknown as NonNullable<ProfileChanges['assumptions']> },
      /hub-device-log-size/,
    ],
  ];
  for (const [what, changes, message] of bad) {
    it(`refuse ${what}`, () => {
      expect(usageError(() => overlay(GBCS3_BASELINE, { ...base, ...changes }))).match(message);
    });
  }

  it('leave the parent alone', () => {
    const before = JSON.stringify(GBCS3_BASELINE);
    const child = overlay(GBCS3_BASELINE, { ...base, assumptions: { 'hub-device-log-size': 3 } });
    expect(assumptionValue(child, 'hub-device-log-size')).equal(3);
    expect(assumptionValue(GBCS3_BASELINE, 'hub-device-log-size')).equal(16);
    expect(JSON.stringify(GBCS3_BASELINE)).equal(before);
    expect(child.parent).equal('gbcs3-baseline');
  });

  it('without changes are the parent under another name', () => {
    const child = overlay(GBCS3_BASELINE, base);
    expect([...missing(child, GBCS3_BASELINE), ...missing(GBCS3_BASELINE, child)]).deep.equal([]);
  });

  it('add a target to a role that has another', () => {
    const child = overlay(GBCS3_BASELINE, {
      ...base,
      useCases: { supplier: [{ useCase: 'CS03A2', targets: ['ppmid'] }] },
    });
    expect(missing(child, GBCS3_BASELINE)).deep.equal(['may invoke CS03A2 on ppmid: supplier']);
  });
});

describe('assumptions', () => {
  it('each have a name, a sentence, a value and a source', () => {
    for (const [name, assumption] of Object.entries(ASSUMPTIONS)) {
      expect(assumption.name).equal(name);
      expect(name).match(/^[a-z0-9.]+(-[a-z0-9.]+)+$/);
      expect(assumption.statement.endsWith('.'), name).equal(true);
      expect(assumption.source, name).match(/GBCS|DUIS|MMC|DLMS|RTDS|ZigBee|SMETS|SECMP0046/);
      expect(['string', 'number', 'boolean']).include(typeof assumption.value);
    }
  });
});
