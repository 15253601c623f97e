// node run_in_pyodide.mjs FOLDER_OF_PYODIDE WHEEL PROGRAM
// Unpacks the wheel in the browser's Python, runs the program, prints its variable `result`.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, wheel, program] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const python = await loadPyodide({ indexURL: `${folder}/` });
await python.loadPackage("numpy", { messageCallback: () => {} });
python.unpackArchive(new Uint8Array(readFileSync(wheel)), "wheel");
python.runPython(readFileSync(program, "utf8"));
console.log(python.globals.get("result"));
