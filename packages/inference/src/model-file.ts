/**
 * Reads a model file and refuses what is not ours, before any of it runs: missing, not ONNX, another model,
 * another feature schema, another shape. The graph of an accepted file is kept, so that both models can be
 * joined into one session (one call costs about 20 us whatever it computes).
 */
import { readFile } from 'node:fs/promises';
import { digestBytes, err, FILL_GRID, type Hash, ok, type Result } from '@fairlead/domain';
import { FEATURE_COUNT, FEATURE_SCHEMA } from '@fairlead/features';
// CommonJS whose names Node can't see: the value comes by the default import, the types by name.
import onnxProto, { type onnx as Onnx } from 'onnx-proto';
import {
  type BandTable,
  INPUT_NAME,
  METADATA_KEYS,
  type ModelName,
  parseBandTable,
  SIGNATURES,
} from './model-format.ts';
import { type ModelProblem, problem } from './model-problem.ts';

const { onnx } = onnxProto;

export interface ModelFile {
  readonly name: ModelName;
  readonly version: string;
  /** SHA-256 of the file. */
  readonly hash: Hash;
  readonly graph: Onnx.IGraphProto;
  readonly irVersion: number;
  readonly opset: number;
  /** The impact model's only. */
  readonly band?: BandTable;
}

/** The file at `path` as the model `name`, or the first thing wrong with it. */
export async function readModelFile(path: string, name: ModelName): Promise<Result<ModelFile, ModelProblem>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    return err(
      problem('FileMissing', `The ${name} model can't be read from ${path}.`, { model: name, cause }),
    );
  }
  return parseModelFile(bytes, name, path);
}

function parseModelFile(bytes: Uint8Array, name: ModelName, path: string): Result<ModelFile, ModelProblem> {
  const refuse = (type: ModelProblem['type'], what: string, cause?: unknown): Result<never, ModelProblem> =>
    err(problem(type, `The ${name} model in ${path} is refused: ${what}.`, { model: name, cause }));
  let proto: Onnx.ModelProto;
  try {
    proto = onnx.ModelProto.decode(bytes);
  } catch (cause) {
    return refuse('NotOnnx', 'it is not an ONNX file', cause);
  }
  const graph = proto.graph;
  if (!graph || (graph.node ?? []).length === 0) return refuse('NotOnnx', 'it holds no ONNX graph');

  const metadata = new Map((proto.metadataProps ?? []).map((entry) => [entry.key ?? '', entry.value ?? '']));
  const named = metadata.get(METADATA_KEYS.model);
  if (named !== name) return refuse('WrongModel', `it says that it is ${named ?? 'no model of ours'}`);
  const schemaHash = metadata.get(METADATA_KEYS.schemaHash);
  if (schemaHash !== FEATURE_SCHEMA.hash) {
    const theirs = schemaHash === undefined ? 'none' : schemaHash.slice(0, 12);
    return refuse(
      'SchemaMismatch',
      `it was trained on feature schema ${theirs}, this build has ${FEATURE_SCHEMA.hash.slice(0, 12)}`,
    );
  }
  const shape = shapeProblem(graph, name);
  if (shape !== undefined) return refuse('WrongShape', shape);
  if (name === 'fill' && metadata.get(METADATA_KEYS.grid) !== JSON.stringify(FILL_GRID)) {
    return refuse('WrongShape', "its quantity grid is not this build's");
  }
  const opset = (proto.opsetImport ?? []).find((entry) => !entry.domain)?.version;
  const file = {
    name,
    version: metadata.get(METADATA_KEYS.version) ?? 'unnamed',
    hash: digestBytes(bytes),
    graph,
    irVersion: Number(proto.irVersion),
    opset: Number(opset ?? 0),
  };
  if (name === 'fill') return ok(file);
  const band = parseBandTable(metadata.get(METADATA_KEYS.band) ?? '');
  return typeof band === 'string' ? refuse('WrongShape', band) : ok({ ...file, band });
}

function shapeProblem(graph: Onnx.IGraphProto, name: ModelName): string | undefined {
  const constants = new Set((graph.initializer ?? []).map((tensor) => tensor.name));
  const inputs = (graph.input ?? []).filter((value) => !constants.has(value.name));
  const outputs = graph.output ?? [];
  const { output, width } = SIGNATURES[name];
  return (
    valueProblem(inputs, 'input', INPUT_NAME, FEATURE_COUNT) ?? valueProblem(outputs, 'output', output, width)
  );
}

function valueProblem(
  values: readonly Onnx.IValueInfoProto[],
  role: 'input' | 'output',
  name: string,
  width: number,
): string | undefined {
  const only = values[0];
  if (values.length !== 1 || only?.name !== name) return `it must have one ${role}, "${name}"`;
  const tensor = only.type?.tensorType;
  const dims = tensor?.shape?.dim ?? [];
  const [batch, columns] = dims;
  const columnCount = columns?.dimValue ? Number(columns.dimValue) : undefined;
  if (tensor?.elemType !== onnx.TensorProto.DataType.FLOAT || dims.length !== 2 || !batch?.dimParam) {
    return `its ${role} "${name}" must be float32 [batch, ${width}]`;
  }
  return columnCount === width
    ? undefined
    : `its ${role} "${name}" has ${columnCount ?? 'no fixed number of'} columns instead of ${width}`;
}
