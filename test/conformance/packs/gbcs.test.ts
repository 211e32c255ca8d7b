import { expect } from 'chai';
import { EXAMPLES } from '../../../conformance/examples/examples.js';
import { scenariosOf } from '../../../conformance/index.js';
import { gbcsScenarios } from '../../../conformance/packs/gbcs/gbcs-scenarios.js';
import { wordsOf } from '../../../conformance/packs/gbcs/names.js';
import { subjectsOf } from '../../../conformance/packs/gbcs/subject.js';
import { DEFAULT_SEED, Installation, makeIdentities } from '../../../emulator/index.js';
import { opensslProvider, PROFILE_IDS, type Profile, profileById, type UseCase } from '../../../gbcs/index.js';

/** Service requests of load control, joins, labels, whitelist, logs, credentials and firmware. */
const AREAS = /^(7\.([5-9]|1\d)|6\.14|6\.2\.2|8\.[5789]|8\.1[12]|3\.3|6\.13|6\.15|6\.17|6\.2[134]|11\.)/;
const CREDENTIALS = /^CS02/;

function isOfTheAreas({ name, serviceReferenceVariants }: UseCase): boolean {
  return CREDENTIALS.test(name) || serviceReferenceVariants.some((variant) => AREAS.test(variant));
}

/** Name and kind of device of every use case of the areas that a device of the emulator carries out. */
function carriedOut(profile: Profile): string[] {
  const identities = makeIdentities(opensslProvider, DEFAULT_SEED);
  const home = new Installation({ profile, provider: opensslProvider, identities, start: 0 });
  return [home.esme, home.hub, ...home.hcalcs.slice(0, 1)].flatMap((device) =>
    profile.useCases
      .filter((useCase) => isOfTheAreas(useCase) && device.supportedUseCases.has(useCase.name))
      .filter(({ authorisations }) => authorisations.some(({ targets }) => targets.includes(device.kind)))
      .map(({ name }) => `${name} ${device.kind}`),
  );
}

/** Use cases that nobody may invoke whom the device can authenticate. */
const WITHOUT_INVOKER = ['CS02bRootBySupplier communicationsHub'];

describe('the gbcs pack', () => {
  for (const id of PROFILE_IDS) {
    const profile = profileById(id);

    it(`tries every use case of its areas that a device carries out under ${id}`, () => {
      const tried = subjectsOf(profile).map(({ useCase, kind }) => `${useCase.name} ${kind}`);
      expect([...tried, ...WITHOUT_INVOKER].sort()).eql(carriedOut(profile).sort());
    });

    it(`has every kind of case for each use case under ${id} that it can have`, () => {
      const ids = new Set(gbcsScenarios(profile).map((scenario) => scenario.id));
      for (const { id: start, wrong, right, protections, useCase, example } of subjectsOf(profile)) {
        const expected = [
          'nominal',
          ...right.slice(1).map((role) => `right-role-${wordsOf(role)}`),
          ...wrong.map((role) => `wrong-role-${wordsOf(role)}`),
          ...(right.includes('supplier') ? ['unknown-supplier'] : []),
          ...(protections.mac ? ['bad-mac', 'missing-mac'] : []),
          ...(protections.signature ? ['bad-signature', 'missing-signature'] : []),
          ...(useCase.replayProtected ? ['replayed', 'equal-counter', 'lower-counter'] : ['replayed-is-taken']),
          ...(example.device === 'hub' ? [] : ['wrong-recipient']),
          'extra-row',
          'wrong-type',
        ];
        for (const end of expected) expect(ids, `${start}-${end}`).include(`${start}-${end}`);
      }
    });
  }

  it('has a wrong role where the profile gives no right, and a right one where it does', () => {
    const idsOf = (id: string) => scenariosOf(profileById(id)).map((scenario) => scenario.id);
    expect(idsOf('gbcs3-baseline')).include('gbcs-ecs47-wrong-role-network-operator');
    expect(idsOf('secmp0046-core')).include('gbcs-ecs47-right-role-network-operator');
    expect(idsOf('secmp0046-core')).not.include('gbcs-ecs47-wrong-role-network-operator');
  });

  it('tries a use case at the kinds of device that do not have it', () => {
    const ids = gbcsScenarios(profileById('secmp0046-core')).map(({ id }) => id);
    expect(ids).include.members([
      'gbcs-ecs47-unsupported-by-hcalcs',
      'gbcs-ccs01-unsupported-by-esme',
      'gbcs-cs03a2-unsupported-by-esme',
    ]);
    // It would not know the supplier.
    expect(ids).not.include('gbcs-ecs47-unsupported-by-hub');
  });

  it('has ids that stay what they are, by the names of use cases and roles', () => {
    expect(wordsOf('ECS47')).equal('ecs47');
    expect(wordsOf('CS02bNOByNO')).equal('cs02b-no-by-no');
    expect(wordsOf('CS02bTransCoSByTransCoS')).equal('cs02b-trans-cos-by-trans-cos');
    expect(wordsOf('networkOperator')).equal('network-operator');
    expect(wordsOf('transitionalCoS')).equal('transitional-cos');
  });

  it('has no example that no profile has a use case for', () => {
    const tried = new Set(PROFILE_IDS.flatMap((id) => subjectsOf(profileById(id)).map(({ example }) => example)));
    const idle = EXAMPLES.filter((example) => !tried.has(example)).map(({ useCase, device }) => `${useCase} ${device}`);
    expect(idle).eql([]);
  });
});
