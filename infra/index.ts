export { DeploymentError, type OwnpoolProps } from './constructs/props.ts';
export { Ownpool } from './ownpool.ts';
