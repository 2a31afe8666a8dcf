package main

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestUnrelatedItems: what the files say of one subscription does not depend on
// what they say of others. Every choice of the estate's subscriptions is judged
// by itself and gives the same items as the whole estate does.
func TestUnrelatedItems(t *testing.T) {
	t.Parallel()
	vms, disks := estateRows(t, "vms.json"), estateRows(t, "disks.json")
	whole := itemsJudged(t, vms, disks)
	subscriptions := map[string]bool{}
	for _, row := range append(vms, disks...) {
		subscriptions[subscription(row)] = true
	}
	list := slices.Sorted(maps.Keys(subscriptions))
	if len(list) < 3 {
		t.Fatalf("the estate has %d subscriptions", len(list))
	}
	for choice := 1; choice < 1<<len(list); choice++ {
		chosen := map[string]bool{}
		for i, name := range list {
			chosen[name] = choice&(1<<i) != 0
		}
		for id, item := range itemsJudged(t, ofSubscriptions(vms, chosen), ofSubscriptions(disks, chosen)) {
			if item != whole[id] {
				t.Errorf("%s differs when other subscriptions are left out:\n%s\n%s", id, item, whole[id])
			}
		}
	}
}

func estateRows(t *testing.T, file string) []map[string]any {
	t.Helper()
	text, err := os.ReadFile("../../samples/estate/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]any
	if err := json.Unmarshal(text, &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

func subscription(row map[string]any) string {
	return strings.ToLower(strings.Split(row["id"].(string), "/")[2])
}

func ofSubscriptions(rows []map[string]any, chosen map[string]bool) []map[string]any {
	list := []map[string]any{}
	for _, row := range rows {
		if chosen[subscription(row)] {
			list = append(list, row)
		}
	}
	return list
}

// itemsJudged judges rows and returns each item of report.json by its id.
func itemsJudged(t *testing.T, vms, disks []map[string]any) map[string]string {
	t.Helper()
	dir := t.TempDir()
	for name, rows := range map[string][]map[string]any{"vms.json": vms, "disks.json": disks} {
		text, err := json.Marshal(rows)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var text bytes.Buffer
	if status := run([]string{"check", "--quiet", "--output", "json", "--now", sampleTime, dir}, nil, &text, io.Discard); status != statusDone {
		t.Fatalf("status %d", status)
	}
	var report struct{ Items []map[string]any }
	if err := json.Unmarshal(text.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	items := map[string]string{}
	for _, it := range report.Items {
		text, err := json.Marshal(it)
		if err != nil {
			t.Fatal(err)
		}
		items[it["id"].(string)] = string(text)
	}
	return items
}
