export { EdgeAlarms, type EdgeAlarmsProps } from './constructs/alarms.ts';
export { DeploymentError, type OwnpoolProps } from './constructs/props.ts';
export { Ownpool } from './ownpool.ts';
