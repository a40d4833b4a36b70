namespace FedFilter.Tests.Conformance;

/// <summary>The cases of tests/conformance against the gateway; a class for each file, so that files run side by side.</summary>
public abstract class ConformanceTests
{
    private protected static async Task RunAsync(string file, string name, string style, string item) =>
        await ConformanceRun.OfAsync(ConformanceFiles.Find(file, name), style, item, Way.Http11);
}

public sealed class IdentityCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "identity.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class SignaturesCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "signatures.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class KeysCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "keys.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class NamesCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "names.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class BodiesCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "bodies.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class FramingCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "framing.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class AnswersCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "answers.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class SlowCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "slow.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class DeliveriesCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "deliveries.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class HeadersCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "headers.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class PathsCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "paths.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class GateCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "gate.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class Http2Cases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "http2.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class CapsCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "caps.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}
