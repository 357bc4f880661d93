import variant from '@jitl/quickjs-ng-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, newVariant, QuickJSContext, QuickJSHandle, QuickJSRuntime } from 'quickjs-emscripten-core';

/** The engine as WebAssembly, in base64. Put there by scripts/bundle-handler-runner.mjs. */
declare const QUICKJS_WASM: string;

/** Node.js has it, and jsii does not know. */
declare const WebAssembly: { readonly Module: new (code: Uint8Array) => any };

/** Less than what the stack of the process has room for, mostly; where it is not, the process ends the engine with a RangeError. */
const STACK_BYTES = 256 * 1024;

let variantWithCode: typeof variant | undefined;

/**
 * A JavaScript engine with a memory of its own, which is let go of as a whole: nothing of one function is left for the next.
 *
 * @param isOver whether the code that is running has to end; asked now and then
 */
export async function newEngine(memoryBytes: number, isOver: () => boolean): Promise<{ context: QuickJSContext; runtime: QuickJSRuntime }> {
  // Instances share the compiled code, and nothing else.
  variantWithCode ??= newVariant(variant, { wasmModule: new WebAssembly.Module(Buffer.from(QUICKJS_WASM, 'base64')) });
  const engine = await newQuickJSWASMModuleFromVariant(variantWithCode);
  const runtime = engine.newRuntime({ memoryLimitBytes: memoryBytes, maxStackSizeBytes: STACK_BYTES, interruptHandler: isOver });
  return { runtime, context: runtime.newContext() };
}

/** What the code in the engine calls, with handles that are good for the call only. */
export type HostMethod = (...args: QuickJSHandle[]) => QuickJSHandle | undefined;

/** An object for the code in the engine. */
export function hostObject(context: QuickJSContext, methods: Record<string, HostMethod>, texts: Record<string, string>): QuickJSHandle {
  const object = context.newObject();
  for (const [name, method] of Object.entries(methods)) context.setProp(object, name, context.newFunction(name, (...args) => method(...args)));
  for (const [name, text] of Object.entries(texts)) context.setProp(object, name, context.newString(text));
  return object;
}
