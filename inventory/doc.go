// Package inventory reads exported lists of Azure virtual machines and managed
// disks and turns them into items that can be judged.
//
// It stands first in the chain inventory → evaluate → render and knows nothing
// of what follows. Whatever an export does not say stays a missing value;
// whatever can't be used becomes a [Problem] with file and line. Nothing here
// decides whether anything is supported.
package inventory
