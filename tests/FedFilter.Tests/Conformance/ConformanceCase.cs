namespace FedFilter.Tests.Conformance;

// The shape of the files in tests/conformance; what each field means is written in the README there.

internal sealed class ConformanceFile
{
    public string Topic { get; init; } = "";

    public List<ConformanceCase> Cases { get; init; } = [];
}

internal sealed class ConformanceCase
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public string Source { get; init; } = "";

    public string Why { get; init; } = "";

    public string Style { get; init; } = "both";

    public List<string> Each { get; init; } = [];

    public Dictionary<string, string> Settings { get; init; } = [];

    public Dictionary<string, string> Resolve { get; init; } = [];

    public Dictionary<string, ServedDocument> Serve { get; init; } = [];

    /// <summary>What the origin answers, by path and query.</summary>
    public Dictionary<string, ServedDocument> OriginAnswers { get; init; } = [];

    /// <summary>Ways on which the case says nothing, each with the reason.</summary>
    public Dictionary<string, string> NotOver { get; init; } = [];

    public RequestShape? Request { get; init; }

    public Expected? Expect { get; init; }

    public List<ConformanceStep> Steps { get; init; } = [];
}

internal sealed class ConformanceStep
{
    public string? Rotate { get; init; }

    public bool Again { get; init; }

    public Dictionary<string, ServedDocument> Serve { get; init; } = [];

    public RequestShape? Request { get; init; }

    public Expected? Expect { get; init; }
}

internal sealed class ServedDocument
{
    public int Status { get; init; } = 200;

    public string? Type { get; init; } = "application/activity+json";

    public List<string> Types { get; init; } = [];

    public Dictionary<string, string> Headers { get; init; } = [];

    public object? Json { get; init; }

    public string? Text { get; init; }

    public double Delay { get; init; }

    public bool Dribble { get; init; }
}

internal sealed class RequestShape
{
    public string From { get; init; } = "127.0.0.1";

    public int Copies { get; init; } = 1;

    public string? Method { get; init; }

    public string? Target { get; init; }

    public string? Host { get; init; } = "social.example";

    public List<string> Headers { get; init; } = [];

    public Dictionary<string, object?>? Activity { get; init; }

    public string? Body { get; init; }

    public string? Octets { get; init; }

    public bool Chunked { get; init; }

    public int? Send { get; init; }

    public SignatureShape Sign { get; init; } = new();

    public Mutations Then { get; init; } = new();

    public List<string>? Raw { get; init; }
}

internal sealed class SignatureShape
{
    public string By { get; init; } = "friend";

    public string Label { get; init; } = "sig1";

    public string? KeyId { get; init; }

    public string? Algorithm { get; init; }

    public List<string>? Covers { get; init; }

    public List<string> AlsoCovers { get; init; } = [];

    public List<string> LeavesOut { get; init; } = [];

    public string Time { get; init; } = "now";

    public string? Parameters { get; init; }

    public bool Hmac { get; init; }

    public string? Value { get; init; }

    public List<SignatureShape> More { get; init; } = [];
}

internal sealed class Mutations
{
    public string? Method { get; init; }

    public string? Target { get; init; }

    public string? Host { get; init; }

    public string? Body { get; init; }

    public bool Digest { get; init; }

    public List<string> Remove { get; init; } = [];

    public List<string> Add { get; init; } = [];

    public List<Edit> Edit { get; init; } = [];
}

internal sealed class Edit
{
    public string Header { get; init; } = "";

    public string Replace { get; init; } = "";

    public string With { get; init; } = "";
}

internal sealed class Expected
{
    public int Status { get; init; }

    public string? Code { get; init; }

    public int Passes { get; init; }

    public Dictionary<string, int>? Asked { get; init; }

    public Dictionary<string, string?> Headers { get; init; } = [];

    public List<string> Lacks { get; init; } = [];

    public OriginSees? Origin { get; init; }

    public double Within { get; init; } = 30;
}

internal sealed class OriginSees
{
    public string? Target { get; init; }

    public Dictionary<string, string?> Headers { get; init; } = [];
}
