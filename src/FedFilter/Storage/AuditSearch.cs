using Microsoft.EntityFrameworkCore;

namespace FedFilter.Storage;

/// <summary>A found entry: its octets, and those of its details where they are kept.</summary>
internal sealed record AuditFound(long Sequence, byte[] Canonical, byte[]? Details);

/// <summary>
/// Finds entries in the order of their positions, from one index and without sorting, so that a page costs what it holds and not what the
/// log does. Written by hand: which index leads is decided here, since the store keeps no statistics and would guess.
/// </summary>
internal sealed class AuditSearch
{
    private readonly List<string> _where = [];
    private readonly List<object> _values = [];
    private bool _isLed;
    private string _from = "audit_entries e LEFT JOIN audit_details d ON d.Sequence = e.Sequence";
    private string _position = "e.Sequence";

    /// <summary>What equals a value; of several, the first that is named leads.</summary>
    public AuditSearch Where(string column, string? value)
    {
        if (value is null)
            return this;
        _where.Add($"{(_isLed ? "+" : "")}e.{column} = {Value(value)}"); // the plus keeps its index out
        _isLed = true;
        return this;
    }

    public AuditSearch WhereId(string? id)
    {
        if (id is not null)
        {
            _where.Add($"""(e.Id = {Value(id)} OR e."Of" = {Value(id)})""");
            _isLed = true;
        }

        return this;
    }

    /// <summary>The activity's first type.</summary>
    public AuditSearch WhereType(string? type)
    {
        if (type is null)
            return this;
        if (!_isLed)
            (_from, _position) = ("audit_details d CROSS JOIN audit_entries e ON e.Sequence = d.Sequence", "d.Sequence");
        _where.Add($"{(_isLed ? "+" : "")}d.Type = {Value(type)}");
        _isLed = true;
        return this;
    }

    /// <summary>What stands in the details, whatever the case of A to Z.</summary>
    /// <param name="text">The text.</param>
    /// <param name="words">The words in it, as the index of words takes them.</param>
    public AuditSearch WhereText(string? text, string words)
    {
        if (text is null)
            return this;
        if (!_isLed)
        {
            _from = "audit_words w CROSS JOIN audit_entries e ON e.Sequence = w.rowid CROSS JOIN audit_details d ON d.Sequence = w.rowid";
            _position = "w.rowid";
            _where.Add($"audit_words MATCH {Value(words)}");
        }

        _where.Add($"instr(lower(CAST(d.Canonical AS TEXT)), lower({Value(text)})) > 0");
        _isLed = true;
        return this;
    }

    /// <param name="since">Milliseconds since 1970, included.</param>
    /// <param name="until">Milliseconds since 1970, not included.</param>
    public AuditSearch WhereTime(long? since, long? until)
    {
        if (since is { } from)
        {
            _where.Add($"e.Time >= {Value(from)}");
            _where.Add($"{{0}} >= (SELECT coalesce(min(First), 9223372036854775807) FROM audit_hours WHERE Hour > {Value(from - 3_600_000)})");
        }

        if (until is { } to)
        {
            _where.Add($"e.Time < {Value(to)}");
            _where.Add($"{{0}} <= (SELECT coalesce(max(Last), -1) FROM audit_hours WHERE Hour < {Value(to)})");
        }

        return this;
    }

    public AuditSearch WhereBefore(long? position) => WherePosition("<", position);

    public AuditSearch WhereAfter(long? position) => WherePosition(">", position);

    public async Task<List<AuditFound>> RunAsync(FedFilterContext context, bool oldestFirst, int limit, CancellationToken cancellation)
    {
        await context.Database.OpenConnectionAsync(cancellation);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        var where = _where.Count == 0 ? "" : " WHERE " + string.Join(" AND ", _where).Replace("{0}", _position, StringComparison.Ordinal);
        command.CommandText = $"SELECT e.Sequence, e.Canonical, d.Canonical FROM {_from}{where} ORDER BY {_position} {(oldestFirst ? "" : "DESC ")}LIMIT {limit}";
        for (var i = 0; i < _values.Count; i++)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ($"${i}", _values[i]);
            command.Parameters.Add(parameter);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<AuditFound>();
        while (await reader.ReadAsync(cancellation))
            found.Add(new AuditFound(reader.GetInt64(0), (byte[])reader[1], reader[2] as byte[]));
        return found;
    }

    private AuditSearch WherePosition(string comparison, long? position)
    {
        if (position is { } value)
            _where.Add($"{{0}} {comparison} {Value(value)}");
        return this;
    }

    private string Value(object value)
    {
        _values.Add(value);
        return $"${_values.Count - 1}";
    }
}
