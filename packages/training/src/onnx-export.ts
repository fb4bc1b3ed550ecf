/**
 * Writes the two models as ONNX (opset 13, IR 7: what every onnxruntime since 1.7 reads), with who they are in
 * the file's metadata. Shapes and names are those of `@fairlead/inference`'s model format.
 */
import { FILL_GRID } from '@fairlead/domain';
import { FEATURE_COUNT, FEATURE_SCHEMA } from '@fairlead/features';
import {
  BATCH,
  type BandTable,
  INPUT_NAME,
  METADATA_KEYS,
  type ModelName,
  SIGNATURES,
} from '@fairlead/inference';
// CommonJS whose names Node can't see: the value comes by the default import, the types by name.
import onnxProto, { type onnx as Onnx } from 'onnx-proto';
import type { Parameters } from './network.ts';

const { onnx } = onnxProto;

const OPSET = 13;
const IR_VERSION = 7;

/** ln of the square-root law as a line over the raw features: prior = exp(rows . weights + bias), in bps. */
export interface LogLinearPrior {
  readonly weights: Float32Array;
  readonly bias: number;
}

interface Graph {
  readonly nodes: Onnx.INodeProto[];
  readonly constants: Onnx.ITensorProto[];
}

/** rows -> net -> sigmoid: `continuation` [batch, FILL_GRID.length]. */
export function fillModelBytes(parameters: Parameters, version: string): Uint8Array {
  const graph: Graph = { nodes: [], constants: [] };
  dense(graph, parameters, 'logits');
  graph.nodes.push(node('Sigmoid', ['logits'], SIGNATURES.fill.output));
  return modelBytes('fill', graph, version, [[METADATA_KEYS.grid, JSON.stringify(FILL_GRID)]]);
}

/** rows -> prior + net: `impactBps` [batch, 1]. */
export function impactModelBytes(model: {
  readonly parameters: Parameters;
  readonly prior: LogLinearPrior;
  readonly band: BandTable;
  readonly version: string;
}): Uint8Array {
  const graph: Graph = { nodes: [], constants: [] };
  dense(graph, model.parameters, 'residual');
  graph.constants.push(tensor('prior.weights', [FEATURE_COUNT, 1], model.prior.weights));
  graph.constants.push(tensor('prior.bias', [1], Float32Array.of(model.prior.bias)));
  graph.nodes.push(
    node('Gemm', [INPUT_NAME, 'prior.weights', 'prior.bias'], 'logPrior'),
    node('Exp', ['logPrior'], 'prior'),
    node('Add', ['prior', 'residual'], SIGNATURES.impact.output),
  );
  return modelBytes('impact', graph, model.version, [[METADATA_KEYS.band, JSON.stringify(model.band)]]);
}

/** Gemm and Relu per layer, the last without Relu. */
function dense(graph: Graph, parameters: Parameters, output: string): void {
  const layers = parameters.length / 2;
  let signal = INPUT_NAME;
  for (let layer = 0; layer < layers; layer++) {
    const last = layer === layers - 1;
    const [weights, bias] = [`w${layer}`, `b${layer}`];
    graph.constants.push(tensor(weights, parameters[2 * layer]!.shape, parameters[2 * layer]!.data));
    graph.constants.push(tensor(bias, parameters[2 * layer + 1]!.shape, parameters[2 * layer + 1]!.data));
    graph.nodes.push(node('Gemm', [signal, weights, bias], last ? output : `dense${layer}`));
    if (!last) graph.nodes.push(node('Relu', [`dense${layer}`], `hidden${layer}`));
    signal = `hidden${layer}`;
  }
}

const node = (opType: string, input: string[], output: string): Onnx.INodeProto => ({
  opType,
  input,
  output: [output],
  name: `${opType}.${output}`,
});

const tensor = (name: string, shape: readonly number[], data: Float32Array): Onnx.ITensorProto => ({
  name,
  dims: [...shape],
  dataType: onnx.TensorProto.DataType.FLOAT,
  rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
});

const value = (name: string, width: number): Onnx.IValueInfoProto => ({
  name,
  type: {
    tensorType: {
      elemType: onnx.TensorProto.DataType.FLOAT,
      shape: { dim: [{ dimParam: BATCH }, { dimValue: width }] },
    },
  },
});

function modelBytes(
  name: ModelName,
  graph: Graph,
  version: string,
  extra: readonly (readonly [string, string])[],
): Uint8Array {
  const { output, width } = SIGNATURES[name];
  const metadata = [
    [METADATA_KEYS.model, name],
    [METADATA_KEYS.version, version],
    [METADATA_KEYS.schemaHash, FEATURE_SCHEMA.hash],
    ...extra,
  ];
  return onnx.ModelProto.encode({
    irVersion: IR_VERSION,
    producerName: 'fairlead',
    opsetImport: [{ domain: '', version: OPSET }],
    graph: {
      name,
      node: graph.nodes,
      initializer: graph.constants,
      input: [value(INPUT_NAME, FEATURE_COUNT)],
      output: [value(output, width)],
    },
    metadataProps: metadata.map(([key, text]) => ({ key: key!, value: text! })),
  }).finish();
}
