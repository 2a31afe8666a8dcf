package matrix

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// TestLedger holds the editions against the tables of facts they were written
// from, where these lie beside the repository: every statement that a table
// gives an edition is there, and nothing that the table calls absent.
func TestLedger(t *testing.T) {
	const facts = "../../../shared/facts/"
	for file, key := range map[string]string{"disk-backup-editions.tsv": "topic", "vm-backup-editions.tsv": "id"} {
		f, err := os.Open(facts + file)
		if errors.Is(err, fs.ErrNotExist) {
			t.Skipf("%s is not there", file)
		}
		if err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(f)
		r.Comma, r.LazyQuotes = '\t', true
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
		for i, head := range rows[0] {
			e, err := Load(strings.TrimSuffix(file, "-editions.tsv") + "@" + head)
			if err != nil {
				continue // a column that is no edition
			}
			for _, row := range rows[1:] {
				checkRow(t, e, key, row[0], strings.Split(row[i], "; "))
			}
		}
	}
}

// checkRow checks one cell: verdict; parameters; ids (disk only); evidence.
func checkRow(t *testing.T, e *Edition, key, first string, cell []string) {
	ids := []string{first}
	if key == "topic" {
		ids = strings.Fields(cell[2])
		if cell[2] == "-" {
			ids = nil
		}
	}
	for _, id := range ids {
		if _, ok := e.Statement(id); ok == (cell[0] == "absent") {
			t.Errorf("%s: statement %s: there is %v, the table says %s", e.ID, id, ok, cell[0])
		}
	}
	if key == "topic" && cell[0] != "absent" && len(ids) == 0 && !strings.Contains(cell[1], "sentence=") && len(Find([]*Edition{e}, first)) == 0 {
		t.Errorf("%s: topic %s has no statement", e.ID, first)
	}
}
