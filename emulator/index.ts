/** hanlab's emulator: a HAN of devices, the DCC before it, and the parties that use both, in virtual time. */

export { ACCESS_CHECKS, type AccessCheck, type RequestHeader } from './dcc/access-control.js';
export { AccessControlBroker, type Acknowledgement, type ServiceResponse } from './dcc/access-control-broker.js';
export { DUIS_RESPONSE_CODES } from './dcc/duis/response-codes.js';
export { HOLDERS_IN_THE_HOME } from './device-configuration.js';
export { CommunicationsHub } from './devices/comms-hub/communications-hub.js';
export type { AuxiliaryEvent } from './devices/esme/auxiliary-event-log.js';
export { Esme } from './devices/esme/esme.js';
export { Hcalcs } from './devices/hcalcs/hcalcs.js';
export { CosemObjects, RESULT } from './devices/kernel/cosem.js';
export { type DeviceCredentials, deviceCredentials } from './devices/kernel/credentials/device-credentials.js';
export {
  type FilledCell,
  NO_PARTY,
  roleOfNumber,
  TrustAnchors,
  trustAnchorsOf,
} from './devices/kernel/credentials/trust-anchors.js';
export { DirectTunnel, type TunnelledReaction } from './devices/kernel/direct-tunnel.js';
export type { DeviceConfiguration } from './devices/kernel/gbcs-endpoint.js';
export {
  payloadOf,
  RECEIVE_CHECK_NAMES,
  RECEIVE_CHECKS,
  type ReceiveCheck,
  type ReceiveCheckName,
  type Reception,
  receiveChecksOf,
  useCaseOf,
} from './devices/kernel/receive-checks.js';
export { DurableHome, type DurableHomeConfiguration, type OutboxEntry } from './durable/durable-home.js';
export { FAULTS, type Fault } from './faults/faults.js';
export { Fleet, type FleetConfiguration, type FleetProgress } from './fleet/fleet.js';
export {
  captureHeader,
  capturePacket,
  encodeRadioFrame,
  type RadioAddress,
  type RadioFrame,
} from './han/capture.js';
export {
  type ApsFrame,
  apsFrame,
  type HanContent,
  type HanFrame,
  KEY_ESTABLISHMENT_OUTCOMES,
  type KeyEstablishmentOutcome,
} from './han/frames.js';
export { captureInMemory, HanCapture, NOT_DELIVERED } from './han/han-capture.js';
export { type HanObserver, HomeAreaNetwork } from './han/home-area-network.js';
export { type LinkConfiguration, type LinkQuality, Links } from './han/link.js';
export {
  decodeLoadControlFrame,
  EVENT_STATUS,
  encodeLoadControlFrame,
  LOAD_CONTROL_CLUSTER,
  type LoadControlEvent,
  type LoadControlFrame,
  readLoadControlFrame,
} from './han/load-control-frames.js';
export {
  encodeTunnelFrame,
  readTunnelFrame,
  TRANSFER_DATA_STATUS,
  TUNNEL_STATUS,
  TUNNELLING_CLUSTER,
  type TunnelFrame,
  transferredData,
} from './han/tunnel-frames.js';
export { encodeZclFrame, readDefaultResponse, readZclFrame, ZCL } from './han/zcl/zcl-frame.js';
export { Charger } from './home/charger.js';
export { type ChargingCurrents, chargingCurrents, onOffCurrents, steppedCurrents } from './home/charging-currents.js';
export { type HomeDescription, readHomeDescription, type SwitchName } from './home/home-description.js';
export { HomeElectricity } from './home/home-electricity.js';
export {
  DEFAULT_SEED,
  DEVICES,
  type DeviceName,
  HCALCS_NAMES,
  type HcalcsName,
  type Identities,
  INSTALL_CODES,
  makeIdentities,
  PARTIES,
  type PartyName,
} from './identities.js';
export {
  Installation,
  type InstallationConfiguration,
  type SavedInstallation,
  SUPPLY_POINT,
  type WanObserver,
} from './installation.js';
export { VirtualClock } from './kernel/clock.js';
export type { Device, DeviceNote, Effect, SwitchPosition } from './kernel/device.js';
export { instantOf } from './kernel/instant.js';
export { Party, type ServiceExchange } from './parties/party.js';
export type { EmulatedTarget, TargetListener } from './target/emulated-target.js';
export { frameJson, frameOfJson } from './target/frame-json.js';
export { LineReader, MOST_LINE_OCTETS } from './target/line-reader.js';
export { TARGET_METHODS, TargetSession } from './target/session.js';
export { SINGLE_DEVICE_KINDS, SingleDevice, type SingleDeviceKind } from './target/single-device.js';
export { WholeHome } from './target/whole-home.js';
