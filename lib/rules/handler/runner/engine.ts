import { setFlagsFromString } from 'node:v8';
import { brotliDecompressSync } from 'node:zlib';
import variant from '@jitl/quickjs-ng-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, newVariant, QuickJSContext, QuickJSHandle, QuickJSRuntime } from 'quickjs-emscripten-core';

/** The engine as WebAssembly, compressed with Brotli, in base64. Inserted by scripts/bundle-handler-runner.mjs. */
declare const QUICKJS_WASM: string;

/** Part of Node.js, but unknown to jsii. */
declare const WebAssembly: { readonly Module: new (code: Uint8Array) => any };

/** Mostly less than the stack of the process holds; otherwise the process ends the engine with a RangeError. */
const STACK_BYTES = 256 * 1024;

let variantWithCode: typeof variant | undefined;

/**
 * A JavaScript engine with its own memory, which is released as a whole: nothing of one function is left for the next.
 *
 * @param isOver whether the running code has to end; called now and then
 */
export async function newEngine(memoryBytes: number, isOver: () => boolean): Promise<{ context: QuickJSContext; runtime: QuickJSRuntime }> {
  // The optimizing compiler takes a quarter of the time of a check with a function, and the functions end before it pays.
  setFlagsFromString('--liftoff-only');
  // Instances share only the compiled code.
  variantWithCode ??= newVariant(variant, {
    wasmModule: new WebAssembly.Module(brotliDecompressSync(Buffer.from(QUICKJS_WASM, 'base64'))),
  });
  const engine = await newQuickJSWASMModuleFromVariant(variantWithCode);
  const runtime = engine.newRuntime({ memoryLimitBytes: memoryBytes, maxStackSizeBytes: STACK_BYTES, interruptHandler: isOver });
  return { runtime, context: runtime.newContext() };
}

/** A method that code in the engine calls. The handles are valid only during the call. */
export type HostMethod = (...args: QuickJSHandle[]) => QuickJSHandle | undefined;

/** An object for the code in the engine. */
export function hostObject(context: QuickJSContext, methods: Record<string, HostMethod>, texts: Record<string, string>): QuickJSHandle {
  const object = context.newObject();
  for (const [name, method] of Object.entries(methods)) {
    context.setProp(
      object,
      name,
      context.newFunction(name, (...args) => method(...args)),
    );
  }
  for (const [name, text] of Object.entries(texts)) context.setProp(object, name, context.newString(text));
  return object;
}
