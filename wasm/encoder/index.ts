// Exports of the encoder's module. It imports nothing, and is called once a line.
export * from "./lines";
export { fieldsAddress, flowPartsAddress, flowScratchAddress, rawAddress, stageAddress } from "./memory";
