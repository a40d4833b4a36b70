using System.Text.RegularExpressions;
using FedFilter.Storage;
using Microsoft.Data.Sqlite;

namespace FedFilter.Tests.Freeze;

public sealed partial class StoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task the_schema_of_the_store_is_as_approved()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await Database.MigrateAsync(_folder, cancellation);
        var lines = new List<string>();
        await using var store = new SqliteConnection($"Data Source={Path.Combine(_folder, Database.FileName)};Pooling=False");
        await store.OpenAsync(cancellation);
        await using var command = store.CreateCommand();
        command.CommandText = """SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE '\_\_EF%' ESCAPE '\' ORDER BY tbl_name, type DESC, name""";
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            lines.AddRange(Statement(reader.GetString(0)));

        Approved.Lines("schema.txt", lines);
    }

    /// <summary>
    /// Returns one line per column or constraint, sorted and without quotes: squashing migrations changes the order and the quotes, and neither has a
    /// meaning.
    /// </summary>
    private static IEnumerable<string> Statement(string sql)
    {
        sql = Blanks().Replace(sql, " ").Replace("\"", "", StringComparison.Ordinal).Trim();
        if (!sql.StartsWith("CREATE TABLE", StringComparison.Ordinal) || sql.IndexOf('(', StringComparison.Ordinal) is var open && open < 0)
            return [sql];
        var members = Members(sql[(open + 1)..sql.LastIndexOf(')')]).Order(StringComparer.Ordinal).Select(member => $"    {member}");
        return [sql[..(open + 1)], .. members, sql[sql.LastIndexOf(')')..]];
    }

    private static IEnumerable<string> Members(string text)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i <= text.Length; i++)
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                yield return text[start..i].Trim();
                start = i + 1;
            }
            else
                depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
