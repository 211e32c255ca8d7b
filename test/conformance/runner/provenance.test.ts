import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parseLabelList, provisionalLabelList } from '../../../conformance/index.js';
import { labelListFacts, targetNote, toolVersions } from '../../../conformance/runner/provenance.js';

describe('provenance', () => {
  it('has the versions of hanlab, Node and OpenSSL', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(toolVersions()).to.deep.equal({
      hanlab: version,
      node: process.versions.node,
      openssl: process.versions.openssl,
    });
  });

  it('knows a label list by its content, in whatever order it was written', () => {
    const list = { status: 'authoritative', name: 'n', version: '1', date: '2026-01-01', source: 's' };
    const labels = [
      { label: 'Car', load: 'electricVehicle' },
      { label: 'Boiler', load: 'waterHeating' },
    ];
    const facts = labelListFacts(parseLabelList({ ...list, labels }));
    expect(facts).to.deep.equal({
      name: 'n',
      status: 'authoritative',
      statusText: 'says of itself: authoritative',
      version: '1',
      // Of {"date":"2026-01-01","labels":[{"label":"Car","load":"electricVehicle"},...],"name":"n",...}
      sha256: 'dfcb562162f00b5533565ef747274372717128b7d57dcf30fa42f41e1b06806e',
    });
    const turned = { labels: labels.map(({ label, load }) => ({ load, label })), ...list };
    expect(labelListFacts(turned as unknown as ReturnType<typeof parseLabelList>)).to.deep.equal(facts);
    expect(labelListFacts(parseLabelList({ ...list, date: '2026-01-02', labels })).sha256).not.to.equal(facts.sha256);
    expect(labelListFacts(provisionalLabelList).statusText).to.equal('says of itself: provisional, without authority');
  });

  it('says of the emulator alone that it is no device', () => {
    expect(targetNote('emulator')).to.equal('embedded emulator; no device was tested');
    expect(targetNote('serial')).to.equal(undefined);
  });
});
