package inventory

import "strings"

// snapshotCounts are the numbers of snapshots as they are read.
type snapshotCounts struct {
	seen    map[string]bool
	perDisk map[string]int64                   // incremental ones, by source
	perSKU  map[snapshotPlace]map[string]int64 // by SKU
}

type snapshotPlace struct{ subscription, region string }

func newSnapshotCounts() snapshotCounts {
	return snapshotCounts{map[string]bool{}, map[string]int64{}, map[snapshotPlace]map[string]int64{}}
}

// readSnapshot counts a snapshot, once. A row that does not state where it lies,
// what it was made of, or whether it is incremental can't be counted. Not
// verified: the key incremental.
func (r *related) readSnapshot(w *row, id relatedID) bool {
	region := regionKey(w.plain("location"))
	origin, _ := w.look("creationData")
	_, made := origin.(*object)
	incremental, told := w.look("incremental")
	if region == "" || !made || told == nowhere || told == cut {
		return false
	}
	s := &r.snapshots
	if s.seen[id.key] {
		return true
	}
	s.seen[id.key] = true
	if source := w.idAt("creationData.sourceResourceId"); boolean(incremental).True() && source != "" {
		s.perDisk[source]++
	}
	place := snapshotPlace{subscriptionOf(id.key), region}
	if s.perSKU[place] == nil {
		s.perSKU[place] = map[string]int64{}
	}
	s.perSKU[place][strings.ToLower(w.plain("sku.name"))]++
	return true
}

func (r *related) tellSnapshots(it *Item) {
	if it.Kind != Disk {
		return
	}
	all := r.covers(typeSnapshots, it.Subscription())
	it.learn("snapshot.countPerDisk", counted(r.snapshots.perDisk[it.Key()], all))
	if location := it.get("disk.location"); location.Known() {
		place := snapshotPlace{it.subscriptionKey(), regionKey(location.Text())}
		it.learn("snapshot.countPerRegionSubscription", counted(r.snapshots.most(place), all))
	}
}

// most returns the number of snapshots of the SKU that has most of them.
func (s *snapshotCounts) most(place snapshotPlace) int64 {
	var most int64
	for _, n := range s.perSKU[place] {
		most = max(most, n)
	}
	return most
}

func (r *related) readEncryptionSet(w *row, id relatedID) bool {
	url := w.plain("activeKey.keyUrl")
	if url != "" {
		r.keys[id.key] = url
	}
	return url != ""
}

// tellKeys names the key of a disk. Where only the VM names the encryption set,
// the disk as the VM holds it and its record learn from there.
func (r *related) tellKeys(it *Item) {
	if it.Kind == Disk {
		r.tellKey(it, it)
		return
	}
	for _, view := range it.Disks() {
		r.tellKey(view, view)
		if record := itemAt(r.items, &view.reference); record != nil && record.Kind == Disk && record.get("disk.desId").Missing() {
			r.tellKey(record, view)
		}
	}
}

func (r *related) tellKey(disk, stated *Item) {
	if url, ok := r.keys[idKey(stated.get("disk.desId").Text())]; ok {
		disk.learn("des.keyUrl", Text(url))
	}
}

func (r *related) readSQLVM(w *row, _ relatedID) bool {
	vm := w.idAt("virtualMachineResourceId")
	if vm != "" {
		r.sqlVMs[vm] = true
	}
	return vm != ""
}

func (r *related) tellSQLVM(it *Item) {
	if it.Kind == VM {
		it.learn("vm.sqlRegistered", sure(r.sqlVMs[it.Key()], r.covers(typeSQLVMs, it.Subscription())))
	}
}

// readDiagnostics goes by the id alone. Not verified: that it holds the VM's.
func (r *related) readDiagnostics(_ *row, id relatedID) bool {
	scope, ok := scopeOf(id.key, typeDiagnostics)
	if ok {
		r.diagnosed[scope] = true
	}
	return ok
}

// tellDiagnostics says yes, never no: such lists are of one resource each.
func (r *related) tellDiagnostics(it *Item) {
	if it.Kind == VM && r.diagnosed[it.Key()] {
		it.learn("vm.diagnosticSettings", Bool(true))
	}
}
