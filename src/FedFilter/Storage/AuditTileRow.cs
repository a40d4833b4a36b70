namespace FedFilter.Storage;

/// <summary>Hashes of the audit log's tree, up to 256 side by side. They outlive the entries.</summary>
internal sealed class AuditTileRow
{
    public required int Level { get; init; }

    public required long Number { get; init; }

    /// <summary>32 octets each.</summary>
    public required byte[] Hashes { get; init; }
}
