import { overlay, type Profile } from '../../gbcs/index.js';

/**
 * What only the Reference Test Data Set needs: its clock is before its certificates, and CS02g puts a supplier's
 * certificate into the cell of the load controller. Everywhere else both are off; the report prints them.
 */
export const DATA_SET_ASSUMPTIONS = { 'rtds-ignores-validity': true, 'rtds-role-mismatch': true } as const;

/** A profile under which the data set's devices behave as it shows. */
export function dataSetProfile(profile: Profile): Profile {
  return overlay(profile, {
    id: `${profile.id}-rtds`,
    title: `${profile.title}, as the Reference Test Data Set shows it`,
    status: profile.status,
    assumptions: DATA_SET_ASSUMPTIONS,
  });
}
