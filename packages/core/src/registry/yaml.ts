/**
 * The parts of the YAML library that print, to be imported lazily: the library is CommonJS, of which a bundle can give
 * out names only to a static import.
 */
export { Document, isMap, isScalar, isSeq } from 'yaml'
